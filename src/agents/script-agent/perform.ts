import { spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DispatchName } from '../first-line.js';
import type { JsonLine } from '../output/json-line.js';
import { type Action, type Edit, fillPlaceholders } from './agent-script.js';
import { applyEdit } from './apply-edit.js';

/** Says one line of the protocol. */
export type Say = (line: JsonLine) => void;

/**
 * Does what a step asks for, in this order: wait, speak, edit, run, report usage, hang, report the end.
 * @returns the exit code of the program
 */
export async function perform(
  action: Action,
  name: DispatchName,
  options: { root: string; say: Say },
): Promise<number> {
  const { root, say } = options;
  const fill = (text: string) => fillPlaceholders(text, name);
  await sleep(action.delay_ms);
  for (const text of action.output) {
    say({ type: 'text', text: fill(text) });
  }
  const failsEarly = action.fail?.before_edits === true;
  let broken: string | null = null;
  if (!failsEarly) {
    for (const edit of action.edits) {
      say({ type: 'tool', name: 'edit' });
      await applyEdit(root, fillEdit(edit, fill));
    }
    broken = action.run ? await runCommand(action.run.map(fill), root, say) : null;
  }
  say({ type: 'usage', ...action.usage });
  if (action.hang) {
    await new Promise<never>(() => setInterval(() => undefined, 60_000));
  }
  return conclude(action, broken, say);
}

function conclude(action: Action, broken: string | null, say: Say): number {
  if (broken !== null) {
    say({ type: 'result', ok: false, message: broken });
    return 1;
  }
  if (action.fail) {
    const { message, reason, exit } = action.fail;
    say({ type: 'result', ok: false, message, ...(reason ? { reason } : {}) });
    return exit;
  }
  say({ type: 'result', ok: true });
  return 0;
}

function fillEdit(edit: Edit, fill: (text: string) => string): Edit {
  const path = fill(edit.path);
  if ('content' in edit) {
    return { path, content: fill(edit.content) };
  }
  if ('append' in edit) {
    return { path, append: fill(edit.append) };
  }
  return 'replace' in edit
    ? { path, replace: { from: fill(edit.replace.from), to: fill(edit.replace.to) } }
    : { path, delete: true };
}

/** The command's output goes to standard error: standard output is the protocol's. Returns what went wrong, or null. */
async function runCommand(argv: readonly string[], root: string, say: Say): Promise<string | null> {
  const [program = '', ...args] = argv;
  say({ type: 'tool', name: 'run' });
  return await new Promise((resolve) => {
    const child = spawn(program, args, { cwd: root, stdio: ['ignore', 2, 2] });
    child.once('error', (error) => resolve(`${program} could not be started: ${error.message}`));
    child.once('exit', (code, signal) => resolve(code === 0 ? null : `${program} ended with ${code ?? signal}`));
  });
}
