import { PitbossError } from '../../base/pitboss-error.js';
import { type CommandPorts, WORKFLOW_FILE } from '../ports.js';
import { dispatchError } from './dispatch-errors.js';

export type DispatchOutcome =
  | { readonly kind: 'dispatched'; readonly runId: number | null }
  /** It was dispatched a short while ago, or its workflow run is still on its way. */
  | { readonly kind: 'under_way' }
  | { readonly kind: 'refused'; readonly error: PitbossError };

export interface DispatchTarget {
  readonly runId: string;
  readonly nonce: string;
}

const PATIENCE_MS = 120_000;
const LONGEST_PATIENCE_MS = 3_600_000;
/** Workflow runs with one nonce that may come and go without a claim before somebody must look. */
const MAX_ATTEMPTS = 8;

/** Starts the workflow for a run that was accepted just now, unless this process did so already. */
export async function dispatchNew(
  ports: CommandPorts,
  target: DispatchTarget,
  branch: string,
): Promise<DispatchOutcome> {
  return ports.memory.dispatched(target.nonce) === null ? send(ports, target, branch) : { kind: 'under_way' };
}

/**
 * Starts the workflow for a run that nobody seems to work on. A dispatch with the same nonce is waited for: two minutes, doubled with each
 * attempt up to an hour; only the first may be repeated as soon as its workflow run is over. What another process dispatched is found by the nonce in the run's name.
 */
export async function dispatchAgain(
  ports: CommandPorts,
  target: DispatchTarget,
  branch: string,
): Promise<DispatchOutcome> {
  const note = ports.memory.dispatched(target.nonce);
  if (note !== null && note.attempts >= MAX_ATTEMPTS) {
    return { kind: 'refused', error: neverClaimed(target) };
  }
  if (note !== null && !(note.attempts === 1 && (await isOver(ports, note.runId)))) {
    const patience = Math.min(LONGEST_PATIENCE_MS, PATIENCE_MS * 2 ** (note.attempts - 1));
    if (ports.clock.now() - note.at < patience) {
      return { kind: 'under_way' };
    }
  }
  const found = await ports.api.findDispatch(WORKFLOW_FILE, target.nonce);
  if (found !== null && found.status !== 'completed') {
    return { kind: 'under_way' };
  }
  // While we were asking, another look of this process may have sent it.
  const sentMeanwhile = (ports.memory.dispatched(target.nonce)?.attempts ?? 0) !== (note?.attempts ?? 0);
  return sentMeanwhile ? { kind: 'under_way' } : send(ports, target, branch);
}

function neverClaimed(target: DispatchTarget): PitbossError {
  return new PitbossError({
    code: 'workflow_never_claims',
    what: `The workflow was started ${MAX_ATTEMPTS} times for run ${target.runId}, and none of its runs took up the work.`,
    why: 'Each ended before Pitboss could claim the run: the job fails early, or the workflow does not call the action.',
    fix: `Read the log of the last workflow run, correct .github/workflows/${WORKFLOW_FILE}, then write \`/pitboss rebuy ${target.runId}\`, or \`/pitboss fold ${target.runId}\` and start anew.`,
  });
}

async function isOver(ports: CommandPorts, workflowRun: number | null): Promise<boolean> {
  return workflowRun !== null && (await ports.api.workflowRunStatus(String(workflowRun))) === 'completed';
}

async function send(ports: CommandPorts, target: DispatchTarget, branch: string): Promise<DispatchOutcome> {
  const at = ports.clock.now();
  ports.memory.noteDispatch(target.nonce, { at, runId: null });
  try {
    const inputs = { 'run-id': target.runId, nonce: target.nonce };
    const { runId } = await ports.api.dispatch(WORKFLOW_FILE, branch, inputs);
    ports.memory.learnRun(target.nonce, runId);
    ports.log.info({ run: target.runId, nonce: target.nonce, workflow_run: runId }, 'dispatched');
    return { kind: 'dispatched', runId };
  } catch (error) {
    const refused = dispatchError(error);
    ports.log.warn(
      { run: target.runId, nonce: target.nonce, code: refused.code, why: refused.why },
      'dispatch refused',
    );
    return { kind: 'refused', error: refused };
  }
}
