import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { render } from '../expressions/template.js';
import { runProgram } from './program.js';
import { failed, type StepCall, type StepOutcome } from './step-call.js';

/** Command lines of the shells; `{0}` is the script. Without a name the runner takes bash without `pipefail`. */
const SHELLS: Readonly<Record<string, string>> = {
  bash: 'bash --noprofile --norc -eo pipefail {0}',
  sh: 'sh -e {0}',
  python: 'python3 {0}',
};
const UNNAMED = 'bash -e {0}';
/** Longest script with expressions that GitHub takes. */
const MAX_TEMPLATE = 21_000;

/** A `run:` step: the script goes to a file and a shell runs it. */
export async function runScript(call: StepCall): Promise<StepOutcome> {
  const { frame, step, scope } = call;
  const { machine } = frame;
  const source = step.run ?? '';
  if (source.includes('${{') && source.length > MAX_TEMPLATE) {
    return failed(call, `The template is not valid. Exceeded max expression length ${MAX_TEMPLATE}`);
  }
  const shell = step.shell ?? frame.defaults.shell;
  if (shell === undefined && frame.action !== null) {
    return failed(call, "Required property is missing: shell (every 'run' step of a composite action names one)");
  }
  const name = shell === undefined ? null : render(shell, scope);
  const command = name === null ? UNNAMED : (SHELLS[name] ?? name);
  if (!command.includes('{0}')) {
    return failed(
      call,
      `Invalid shell option. Shell must be bash, sh, python or a command line with '{0}': ${command}`,
    );
  }
  const path = join(machine.temp, `${randomUUID()}.sh`);
  const script = render(source, scope);
  await writeFile(path, script, { mode: 0o755 });
  showHeader(call, script, command);
  const [file = 'bash', ...args] = command.split(/\s+/).map((word) => word.replace('{0}', path));
  return runProgram(call, { file, args, cwd: workingDirectory(call) });
}

function workingDirectory(call: StepCall): string {
  const { frame, step, scope } = call;
  const given = render(step['working-directory'] ?? frame.defaults['working-directory'] ?? '', scope);
  return isAbsolute(given) ? given : join(frame.machine.workspace, given);
}

function showHeader(call: StepCall, script: string, command: string): void {
  const { machine } = call.frame;
  const lines = script.trimEnd().split('\n');
  machine.log(`##[group]Run ${machine.masks.apply(lines[0] ?? '')}`);
  for (const line of [...lines, `shell: ${command}`]) {
    machine.log(machine.masks.apply(line));
  }
  machine.log('##[endgroup]');
}
