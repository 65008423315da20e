import { join } from 'node:path';
import { checkout } from '../builtin/checkout.js';
import { downloadArtifact } from '../builtin/download-artifact.js';
import { setupNode } from '../builtin/setup-node.js';
import { uploadArtifact } from '../builtin/upload-artifact.js';
import type { ActionFile } from '../workflow/schema.js';
import { findAction, readAction } from './action-files.js';
import { actionInputs, runComposite } from './composite.js';
import type { ActionPlace } from './frame.js';
import { runProgram } from './program.js';
import { failed, type StepCall, type StepOutcome } from './step-call.js';
import type { UsesRunner } from './steps.js';

const BUILT_IN: ReadonlyMap<string, UsesRunner> = new Map([
  ['actions/checkout', checkout],
  ['actions/upload-artifact', uploadArtifact],
  ['actions/download-artifact', downloadArtifact],
  ['actions/setup-node', setupNode],
]);

/** A `uses:` step: an action that was handed to us, one of the built-in ones, or one in the workspace. */
export async function runUses(call: StepCall): Promise<StepOutcome> {
  const uses = call.step.uses ?? '';
  call.frame.machine.log(`##[group]Run ${uses}`);
  call.frame.machine.log('##[endgroup]');
  const place = findAction(call.frame.machine, uses);
  if (place === null) {
    const builtIn = BUILT_IN.get((uses.split('@')[0] ?? '').toLowerCase());
    return builtIn === undefined
      ? failed(call, `Unable to resolve action \`${uses}\`: this local GitHub was not given that action.`)
      : builtIn(call);
  }
  const file = await readAction(place);
  if (!file.ok) {
    return failed(call, file.error);
  }
  const { using } = file.value.runs;
  if (using === 'composite') {
    return runComposite(call, place, { file: file.value, uses: runUses });
  }
  return /^node\d+$/.test(using)
    ? runNodeAction(call, place, file.value)
    : failed(call, `Actions that use '${using}' cannot run on this local GitHub.`);
}

/** A JavaScript action: its main script with `INPUT_*` variables, on the `node` of the machine's PATH. */
function runNodeAction(call: StepCall, place: ActionPlace, file: ActionFile): Promise<StepOutcome> {
  const inputs = Object.entries(actionInputs(call, file));
  const extra = {
    ...Object.fromEntries(inputs.map(([name, value]) => [`INPUT_${name.replaceAll(' ', '_').toUpperCase()}`, value])),
    GITHUB_ACTION_PATH: place.directory,
    GITHUB_ACTION_REPOSITORY: place.repository,
    GITHUB_ACTION_REF: place.ref,
  };
  const main = join(place.directory, file.runs.main ?? 'index.js');
  return runProgram(call, { file: 'node', args: [main], cwd: call.frame.machine.workspace, extra });
}
