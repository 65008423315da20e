import { runProgram } from '../runner/program.js';
import type { StepCall, StepOutcome } from '../runner/step-call.js';

/** Stands in for actions/setup-node: installs nothing, says so, and shows which Node the machine has. */
export function setupNode(call: StepCall): Promise<StepOutcome> {
  const { machine } = call.frame;
  machine.log('actions/setup-node does nothing on this local GitHub; steps use the Node on its PATH:');
  return runProgram(call, { file: 'node', args: ['--version'], cwd: machine.workspace });
}
