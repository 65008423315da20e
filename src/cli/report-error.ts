import { CommanderError } from 'commander';
import { type ErrorParts, PitbossError } from '../base/pitboss-error.js';
import { printable } from '../report/printable.js';

/** A command line that cannot be understood; the code that shells and the original use for it. */
const USAGE_EXIT = 2;

/** What is told about an error, and the exit code that goes with it. */
export interface ErrorReport {
  readonly lines: readonly string[];
  readonly exitCode: number;
}

/** The one place that turns an error into words and an exit code. */
export function errorReport(error: unknown, verbose: boolean): ErrorReport {
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) {
      return { lines: [], exitCode: 0 };
    }
    // Without a command, the help that was printed says all there is to say.
    return { lines: error.code === 'commander.help' ? [] : errorLines(usageParts(error)), exitCode: USAGE_EXIT };
  }
  if (error instanceof PitbossError) {
    return { lines: errorLines(error), exitCode: error.exitCode };
  }
  const stack = error instanceof Error && verbose ? (error.stack ?? '').split('\n').slice(1) : [];
  return { lines: [...errorLines(internalParts(error)), ...stack], exitCode: 1 };
}

/** What happened with its code, then why and what to do, each on lines of its own. */
function errorLines({ code, what, why, fix }: ErrorParts): readonly string[] {
  return [`error: ${what} [${code}]`, ...why.split('\n').map((line) => `  ${line}`), `  ${fix}`].map(printable);
}

function usageParts(error: CommanderError): ErrorParts {
  const [first = '', hint] = error.message.replace(/^error: /, '').split('\n');
  const what = `${first.charAt(0).toUpperCase()}${first.slice(1).replace(/\.$/, '')}.`;
  const near = /^\(Did you mean (.+)\?\)$/.exec(hint ?? '')?.[1];
  return {
    code: 'usage',
    what,
    why:
      near === undefined
        ? 'The command line does not have the form that the program takes, so nothing was done.'
        : `The nearest that exists: ${near.replace(/^one of /, '')}. Nothing was done.`,
    fix: '`pitboss --help` lists the commands, `pitboss help COMMAND` what one of them takes.',
  };
}

function internalParts(error: unknown): ErrorParts {
  return {
    code: 'internal_error',
    what: 'The program met an error that it does not know.',
    why: error instanceof Error ? `${error.name}: ${error.message}` : String(error),
    fix: 'Give the command again with `--verbose` and report what it prints; `pitboss doctor` says whether anything was left behind.',
  };
}
