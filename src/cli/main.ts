import { fileURLToPath } from 'node:url';
import packageFile from '../../package.json' with { type: 'json' };
import { systemClock } from '../base/system-clock.js';
import { commandTree } from './command-tree.js';
import { completionScript } from './completion/completion-script.js';
import { doctor } from './doctor/doctor.js';
import { dryPlay } from './dry-run/dry-play.js';
import { dryRebuy } from './dry-run/dry-rebuy.js';
import { dryGrind } from './grind/dry-grind.js';
import { grind } from './grind/grind.js';
import { listPrompts } from './grind/prompts/list-prompts.js';
import { newPrompt } from './grind/prompts/new-prompt.js';
import { validatePrompts } from './grind/prompts/validate-prompts.js';
import { failingToStart } from './grind/refusals.js';
import { pause, skip } from './grind/steer.js';
import { importOriginal } from './import/import-original.js';
import { init } from './init/init.js';
import { closeLaptop, type Laptop, openLaptop, openLaptopToRead } from './laptop.js';
import { note } from './notes/note.js';
import { plan } from './plan/plan.js';
import { rebuyAny } from './plan/rebuy-any.js';
import { errorReport } from './report-error.js';
import { type CommandContext, fold, play } from './run-commands.js';
import { stopSignals } from './runs/stop-signals.js';
import { status } from './status.js';
import { sweep } from './sweep.js';
import { type Places, processTerminal } from './terminal.js';

const verbose = process.argv.some((word) => word === '-v' || word === '--verbose');
const terminal = processTerminal(process.stdout, process.stderr, process.env);
// `pitboss play | head`: a reader that has seen enough ends neither the run nor the program.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', () => {});
}
const places: Places = {
  cwd: process.cwd(),
  env: process.env,
  templates: fileURLToPath(new URL('./templates/', import.meta.url)),
  scriptAgent: fileURLToPath(new URL('./script-agent.js', import.meta.url)),
};

type OnLaptop = (context: CommandContext) => Promise<number>;

/** Runs one command with the laptop opened for it, and closes what it opened whatever happens. */
async function withLaptop(open: () => Promise<Laptop>, command: OnLaptop): Promise<void> {
  const { stop, letDrain, close } = stopSignals(process, terminal.err);
  const laptop = await open();
  try {
    const { cwd, scriptAgent } = places;
    const context = { laptop, terminal, cwd, signal: stop, letDrain, scriptAgent, clock: systemClock, verbose };
    process.exitCode = await command(context);
  } finally {
    await closeLaptop(laptop);
    close();
  }
}

/** For commands that change runs. */
const working = (command: OnLaptop) => withLaptop(() => openLaptop(places.cwd, places.env), command);
/** For commands that read: they leave no trace in the repository or beside it. */
const reading = (command: OnLaptop) => withLaptop(() => openLaptopToRead(places.cwd, places.env), command);

const planInput = { templates: places.templates, stdin: process.stdin };

const root = commandTree(
  {
    init: async (options) => {
      process.exitCode = await (options.import ? importOriginal : init)({ terminal, places }, options);
    },
    doctor: async (options) => {
      process.exitCode = await doctor({ terminal, places }, options);
    },
    plan: (goal, options) => working((context) => plan(context, goal, options, planInput)),
    play: (options) =>
      options.dryRun ? reading((context) => dryPlay(context, options)) : working((context) => play(context, options)),
    rebuy: (run, options) =>
      options.dryRun
        ? reading((context) => dryRebuy(context, run, options))
        : working((context) => rebuyAny(context, run, options, planInput)),
    sweep: (options) => (options.dryRun ? reading : working)((context) => sweep(context, options)),
    grind: async (options) => {
      if (options.dryRun) {
        process.exitCode = await dryGrind({ terminal, places }, options);
      } else {
        const open = () => failingToStart(() => openLaptop(places.cwd, places.env));
        await withLaptop(open, (context) => grind(context, options));
      }
    },
    skip: (run) => working((context) => skip(context, run)),
    pause: (run) => working((context) => pause(context, run)),
    status: (run, options) => reading((context) => status(context, run, options)),
    note: (words) => working((context) => note(context, words, process.stdin.setEncoding('utf8'))),
    fold: (run, options) => working((context) => fold(context, run, options)),
    prompts: {
      list: async (options) => {
        process.exitCode = await listPrompts({ terminal, places }, options);
      },
      validate: async (options) => {
        process.exitCode = await validatePrompts({ terminal, places }, options);
      },
      create: async (name, options) => {
        process.exitCode = await newPrompt({ terminal, places }, name, options);
      },
    },
    completion: async (shell, tree) => terminal.out(completionScript(shell, tree).trimEnd()),
  },
  packageFile.version,
);

try {
  await root.parseAsync();
} catch (error) {
  const report = errorReport(error, verbose);
  for (const line of report.lines) {
    terminal.err(line);
  }
  process.exitCode = report.exitCode;
}
