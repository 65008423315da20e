import { fileURLToPath } from 'node:url';
import { Command, CommanderError } from 'commander';
import pc from 'picocolors';
import packageFile from '../../package.json' with { type: 'json' };
import { PitbossError } from '../base/pitboss-error.js';
import { closeLaptop, openLaptop } from './laptop.js';
import { type CommandContext, fold, play, rebuy } from './run-commands.js';
import { status } from './status.js';
import { type SweepOptions, sweep } from './sweep.js';
import { auditWord, sweepWord, withAuditFlags, withSweepFlags } from './sweep-flags.js';
import type { Terminal } from './terminal.js';

const terminal: Terminal = {
  out: (line) => process.stdout.write(`${line}\n`),
  err: (line) => process.stderr.write(`${line}\n`),
  colour: pc.isColorSupported && process.stderr.isTTY === true,
};

/** Runs one command with the laptop opened for it, and closes what it opened whatever happens. */
async function withLaptop(command: (context: CommandContext) => Promise<number>): Promise<void> {
  const stop = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.once(name, () => {
      terminal.err('[pitboss] stopping: the unfinished unit is being saved');
      stop.abort();
    });
  }
  const cwd = process.cwd();
  const laptop = await openLaptop(cwd, process.env);
  try {
    const scriptAgent = fileURLToPath(new URL('./script-agent.js', import.meta.url));
    process.exitCode = await command({ laptop, terminal, cwd, signal: stop.signal, scriptAgent });
  } finally {
    await closeLaptop(laptop);
  }
}

function program(): Command {
  const root = new Command('pitboss')
    .description('Turns a phased plan into a branch full of green commits.')
    .version(packageFile.version)
    .showHelpAfterError()
    .exitOverride();
  const played = root
    .command('play')
    .alias('run')
    .description('carry a plan out, phase by phase, on a branch of its own; your tree and branch stay as they are')
    .option('--plan <file>', 'the plan (default: .pitboss/play/plan.md)')
    .action((options: { plan?: string }, command: Command) =>
      withLaptop((context) => play(context, { plan: options.plan, sweep: sweepWord(command) })),
    );
  const rebought = root
    .command('rebuy')
    .alias('resume')
    .description('go on with a halted or interrupted run')
    .argument('[run]', 'run id or its beginning (default: the newest that can go on)')
    .action((run: string | undefined, _: object, command: Command) =>
      withLaptop((context) => rebuy(context, run, sweepWord(command))),
    );
  withSweepFlags(played);
  withSweepFlags(rebought);
  const swept = root
    .command('sweep')
    .description('work off open deferred items of the newest run, on a branch of its own')
    .option('--max-items <n>', 'show the agent at most this many items')
    .option('--after <phase>', 'the phase that the sweep counts with (default: the last one that landed)')
    .option('--dry-run', 'print what would be swept; change nothing')
    .action((options: Omit<SweepOptions, 'audited'>, command: Command) =>
      withLaptop((context) => sweep(context, { ...options, audited: auditWord(command) })),
    );
  withAuditFlags(swept);
  root
    .command('fold')
    .aliases(['stop', 'abort'])
    .description('stop a run for good, keeping what landed')
    .argument('[run]', 'run id or its beginning (default: the newest that is not over)')
    .action((run: string | undefined) => withLaptop((context) => fold(context, run)));
  root
    .command('status')
    .description('show where a run stands')
    .argument('[run]', 'run id or its beginning (default: the newest)')
    .option('--json', 'print the record as JSON')
    .action((run: string | undefined, options: { json?: boolean }) =>
      withLaptop((context) => status(context, run, options)),
    );
  return root;
}

/** The one place that turns an error into words and an exit code. */
function report(error: unknown): number {
  if (error instanceof CommanderError) {
    return error.exitCode === 0 ? 0 : 2;
  }
  if (error instanceof PitbossError) {
    terminal.err(`error: ${error.what} [${error.code}]\n  ${error.why}\n  ${error.fix}`);
    return error.exitCode;
  }
  terminal.err(`error: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  return 1;
}

try {
  await program().parseAsync();
} catch (error) {
  process.exitCode = report(error);
}
