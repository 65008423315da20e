import { createCommandReader } from '../host/commands.js';
import { type FileResults, openCommandFiles, readCommandFiles } from '../host/file-commands.js';
import { runProcess } from '../host/process.js';
import { stepEnvironment } from './environment.js';
import { commandFolder } from './machine.js';
import type { StepCall, StepOutcome } from './step-call.js';

export interface Program {
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd: string;
  /** Variables for this program alone, such as `INPUT_*`. */
  readonly extra?: Readonly<Record<string, string>>;
}

/** Runs the program of a step with its command files, and takes over what it left in them. */
export async function runProgram(call: StepCall, program: Program): Promise<StepOutcome> {
  const { machine } = call.frame;
  const files = await openCommandFiles(commandFolder(machine.temp));
  const env = { ...stepEnvironment(call.frame, call.env, files), ...program.extra };
  const reader = createCommandReader({
    masks: machine.masks,
    log: machine.log,
    annotate: ({ level, message }) => machine.run.annotations.push({ level, message, job: machine.job.name }),
  });
  const end = await runProcess({
    ...{ file: program.file, args: program.args, cwd: program.cwd, env, stop: call.stop, kill: call.kill },
    ...{ timings: machine.parts.timings, clock: machine.parts.clock, onLine: reader },
    onStart: (pid) => machine.entries.add(pid),
  });
  if (machine.job.signals.dead.signal.aborted) {
    return { outcome: 'cancelled', outputs: {} };
  }
  const results = await readCommandFiles(files);
  takeOver(call, results);
  const outputs = Object.fromEntries(results.outputs);
  if (end.problem !== null) {
    call.annotate('error', end.problem);
  } else if (end.code !== 0) {
    call.annotate('error', `Process completed with exit code ${end.code}.`);
  }
  const success = end.code === 0 && results.errors.length === 0;
  return { outcome: success ? 'success' : 'failure', outputs };
}

function takeOver(call: StepCall, results: FileResults): void {
  const { machine } = call.frame;
  for (const [name, value] of results.env) {
    machine.env.set(name, value);
  }
  machine.path.unshift(...[...results.path].reverse());
  if (results.summary !== '') {
    machine.parts.store.addSummary(machine.run.id, machine.masks.apply(results.summary));
  }
  results.errors.forEach((message) => {
    call.annotate('error', message);
  });
  results.warnings.forEach((message) => {
    call.annotate('error', message);
  });
}
