import type { Command } from 'commander';
import type { Trigger } from '../run/trigger.js';

interface Either {
  readonly name: string;
  readonly yes: string;
  readonly no: string;
}

/** Adds `--<name>` and `--no-<name>`, of which one may be given. */
function withEither(command: Command, { name, yes, no }: Either): Command {
  const given = new Set<string>();
  return command
    .option(`--${name}`, yes)
    .option(`--no-${name}`, no)
    .on(`option:${name}`, () => given.add('yes'))
    .on(`option:no-${name}`, () => given.add('no'))
    .hook('preAction', (_, used) => {
      if (given.size > 1) {
        used.error(`error: option '--${name}' cannot be used with option '--no-${name}'`, { exitCode: 2 });
      }
    });
}

/** What was given of the two; null for neither (commander sets a default of true for the second). */
function eitherOf(command: Command, name: string): boolean | null {
  return command.getOptionValueSource(name) === 'cli' ? command.getOptionValue(name) === true : null;
}

/** `--sweep` and `--no-sweep` of a command that carries a plan out. */
export function withSweepFlags(command: Command): Command {
  return withEither(command, {
    name: 'sweep',
    yes: 'work off deferred items at the next occasion, however few they are',
    no: 'work off no deferred items in this run',
  });
}

/** The word on sweeps that goes with the command. */
export function sweepWord(command: Command): Trigger['sweep'] {
  const word = eitherOf(command, 'sweep');
  return word === null ? undefined : word ? 'force' : 'skip';
}

/** `--audit` and `--no-audit` of a sweep. */
export function withAuditFlags(command: Command): Command {
  return withEither(command, {
    name: 'audit',
    yes: 'have the change audited, whatever the configuration says',
    no: 'have it not audited',
  });
}

export function auditWord(command: Command): boolean | null {
  return eitherOf(command, 'audit');
}
