import type { Config } from '../../config/config.js';
import type { Plan } from '../../documents/plan.js';
import type { GrindMaterial } from '../../grind/rotation.js';
import { abandonedSessions } from '../../land/grind/unseen-ends.js';
import { planOf } from '../../land/land-unit.js';
import { purposeNow } from '../../land/purpose.js';
import { type GrindWrite, isoNow, type LandPorts, type RunFiles, withEvent } from '../../land/run-files.js';
import { claim, haltRun, issued } from '../../run/advance.js';
import { applyTrigger, ignoreTrigger } from '../../run/commands/apply-trigger.js';
import { decide } from '../../run/decide.js';
import { withStop } from '../../run/grind/stop.js';
import type { QueueEntry } from '../../run/queue.js';
import type { Halt, Lease, RunRecord } from '../../run/record.js';
import { startsRun, type Trigger } from '../../run/trigger.js';
import { withCaps } from '../grind/caps.js';
import { parked } from '../money/parked.js';
import type { ShiftPorts, ShiftRequest } from '../ports.js';
import { type Checked, preflight } from '../preflight.js';
import { adoptWord } from './adopt-commits.js';
import { type Claimed, type Declined, declined } from './claimed.js';
import { droppedTrees } from './dropped-trees.js';
import { firstPush } from './first-push.js';
import { settleBranch } from './settle-branch.js';

export interface Taking {
  readonly entry: QueueEntry;
  readonly request: ShiftRequest;
  readonly trigger: Trigger;
  readonly files: RunFiles;
  readonly config: Config;
  readonly material: GrindMaterial | null;
  readonly halt: Halt | null;
}

/** Makes the run ours: claim, waiting commands, branch, preflight, first order, and the push that says all of it. */
export async function takeRun(ports: ShiftPorts, land: LandPorts, taking: Taking): Promise<Claimed | Declined> {
  const now = isoNow(land.clock);
  if (taking.entry.lease !== null) {
    // The shift before this one died; on the same machine its agent may still be running.
    await Promise.all(Object.keys(taking.files.record.orders).map((nonce) => ports.killMarked(nonce)));
  }
  const lease: Lease = { ...taking.request.holder, nonce: taking.request.nonce };
  const step = claim(taking.files.record, lease, now);
  const plan = planOf(taking.files);
  if (!step.ok || plan === null) {
    return declined('over', `Run ${taking.request.runId} cannot go on: it is ${taking.files.record.status}.`);
  }
  const config = taking.config;
  const claimed = { ...taking.files, record: step.value };
  const folding = taking.entry.inbox.some(({ verb }) => verb === 'fold');
  const abandoned = folding ? abandonedSessions(claimed, now) : null;
  const standing = abandoned?.files ?? claimed;
  const applied = applyInbox(standing.record, taking.entry.inbox, now);
  // After the commands: one of them may have raised a budget.
  const commanded = taking.halt === null ? withCaps(applied, config, taking.material) : applied;
  const branch = await settleBranch(land, {
    files: { ...standing, record: commanded },
    plan,
    config,
    material: taking.material,
    word: commanded.status === 'running' ? adoptWord(taking.entry.inbox) : null,
    scratch: taking.request.dirs.scratch,
  });
  tellAdopted(ports, commanded, branch.files.record);
  const known = taking.halt ?? branch.halt;
  const { halt: stopped, versions } =
    known === null
      ? await preflight(ports, land, {
          record: branch.files.record,
          config,
          material: taking.material,
          request: taking.request,
        })
      : { halt: known };
  const decided = withDecision(
    land,
    { ...withVersions(branch, versions), config, material: taking.material },
    stopped,
    now,
  );
  const files = withEvent(decided, now, { event: 'claimed', by: lease.workflow_run_id, shift: commanded.shifts });
  return firstPush(ports, land, {
    files,
    plan: planOf(files) ?? plan,
    config,
    trigger: taking.trigger,
    material: taking.material,
    applied: taking.entry.inbox.filter((trigger) => !startsRun(trigger)),
    lease,
    // A run that was folded before anything was done leaves no branch.
    create: branch.create && files.record.status !== 'folded',
    dropped: files.record.status === 'folded' ? [] : await droppedTrees(land, commanded, files.record),
    ...withWrite(abandoned?.write ?? branch.write),
  });
}

function withWrite(write: GrindWrite | undefined): { readonly write?: GrindWrite } {
  return write === undefined ? {} : { write };
}

function tellAdopted(ports: ShiftPorts, before: RunRecord, after: RunRecord): void {
  const adoption = (after.adopted ?? [])[(before.adopted ?? []).length];
  if (adoption !== undefined) {
    const { count, to, by } = adoption;
    ports.tell({
      kind: 'effect',
      what: `goes on from ${count} commit(s) of others, at ${to.slice(0, 12)}, as ${by} asked`,
    });
  }
}

function withVersions<Branch extends { readonly files: RunFiles }>(
  branch: Branch,
  versions: Checked['versions'],
): Branch {
  if (versions === undefined || Object.keys(versions).length === 0) {
    return branch;
  }
  return { ...branch, files: { ...branch.files, record: { ...branch.files.record, agent_versions: versions } } };
}

/** A record that begins now holds the command that starts it already. */
function applyInbox(record: RunRecord, inbox: readonly Trigger[], now: string): RunRecord {
  const waiting = inbox.filter((trigger) => !record.applied_triggers.includes(trigger.key));
  return waiting.reduce((current, trigger) => {
    const step = applyTrigger(current, trigger, now);
    return step.ok ? step.value : ignoreTrigger(current, trigger);
  }, record);
}

function withDecision(
  land: LandPorts,
  branch: { files: RunFiles; plan: Plan; config: Config; material: GrindMaterial | null },
  stopped: Halt | null,
  now: string,
): RunFiles {
  const { plan, config, material: grind } = branch;
  const { record, deferredText } = branch.files;
  if (record.status !== 'running') {
    return branch.files;
  }
  const { others } = purposeNow(land, record, '');
  const decision =
    stopped === null
      ? decide({ record, plan, deferredText, config, grind, now, others })
      : ({ kind: 'halt', halt: stopped } as const);
  const files = { ...branch.files, record: withStop(record, decision) };
  if (decision.kind === 'work' || decision.kind === 'wave') {
    return { ...files, record: issued(files.record, decision) };
  }
  if (decision.kind === 'halt') {
    const step = haltRun(files.record, decision.halt, now);
    return step.ok
      ? withEvent({ ...files, record: step.value }, now, { event: 'halted', code: decision.halt.code })
      : files;
  }
  if (decision.kind === 'finish') {
    // A sweep that was under way and is not wanted any more; the round that follows finishes the run.
    return { ...files, record: { ...files.record, orders: {} } };
  }
  return decision.kind === 'wait' || decision.kind === 'ask' ? parked(files, decision, now) : files;
}
