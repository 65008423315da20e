import { halts } from '../../run/halts.js';
import { pauseBefore, type Wait, wakeTime } from '../../run/outages/patience.js';
import type { Role } from '../../run/usage.js';
import type { DispatchEnd } from '../stage-end.js';
import type { Unit, WorkPorts } from '../unit.js';
import type { Outage } from './judge.js';

export type PatientPorts = Pick<WorkPorts, 'clock' | 'tell' | 'signal' | 'outages'>;

export interface Patient {
  readonly role: Role;
  /** One dispatch, with money of its own and everything that is checked after an agent. */
  readonly once: () => Promise<DispatchEnd | Outage>;
  /** Called before each pause. */
  readonly keep: () => Promise<unknown>;
}

/**
 * A dispatch that is made again while its agent cannot work, in the same stage, on the tree as it stands: after a pause for as often as
 * configured, then by the agent that stands in, and in the end not until the run has slept. Each dispatch is paid for; none of them is
 * an attempt of its role, because nobody was at work. Nobody takes over twice: two agents of which one is free again whenever the other
 * has given up would take turns for as long as the shift lasts, and the run would never sleep.
 */
export async function patiently(
  unit: Pick<Unit, 'config'>,
  ports: PatientPorts,
  patient: Patient,
): Promise<DispatchEnd> {
  const most = unit.config.agent.retries;
  const relieved = new Set<string>();
  for (let made = 0; ; ) {
    const end = await patient.once();
    if (end.kind !== 'outage') {
      return end;
    }
    const pause = end.of === 'transient' ? affordable(ports, end, { made, most }) : null;
    if (pause === null) {
      const wait = standInOr(ports, patient.role, end, relieved);
      if (wait !== null) {
        return { kind: 'parked', wait };
      }
      made = 0;
    } else {
      made += 1;
      await patient.keep();
      await pauseFor(ports, patient.role, end, { pause, made, most });
    }
    if (ports.signal.aborted) {
      return { kind: 'interrupted' };
    }
  }
}

/** The pause before the next try, unless the shift would be over by then. */
function affordable(
  { clock, outages }: PatientPorts,
  { outcome }: Outage,
  tries: { readonly made: number; readonly most: number },
): number | null {
  const now = clock.now();
  const pause = pauseBefore(tries, outcome.retry, now);
  const endsAt = outages?.endsAt ?? null;
  return pause === null || (endsAt !== null && now + pause >= endsAt) ? null : pause;
}

async function pauseFor(
  { clock, tell, signal, outages }: PatientPorts,
  role: Role,
  { outcome: { agent, message } }: Outage,
  { pause, made, most }: { readonly pause: number; readonly made: number; readonly most: number },
): Promise<void> {
  const until = new Date(clock.now() + pause).toISOString();
  tell({ kind: 'agent_retry', role, agent, message, retry: made, of: most, seconds: Math.round(pause / 1000), until });
  outages?.pausing({ until, reason: halts.agentUnavailable(agent, message, until) });
  await clock.sleep(pause, signal);
  outages?.pausing(null);
}

/**
 * Has another agent take over, or says until when the run has to sleep.
 * @param relieved who has taken over before, of which this keeps account
 */
function standInOr(
  { clock, tell, outages }: PatientPorts,
  role: Role,
  { of, outcome }: Outage,
  relieved: Set<string>,
): Wait | null {
  const { agent, message, retry } = outcome;
  const until = wakeTime({ kind: of, told: retry, waits: outages?.waits ?? 0 }, clock.now());
  const relief = outages?.standIn(role, until) ?? { kind: 'nobody', until };
  if (relief.kind === 'agent') {
    const { backend, model } = relief.agent;
    const name = `${backend.name} ${model}`;
    if (!relieved.has(name)) {
      relieved.add(name);
      tell({ kind: 'agent_replaced', role, agent, by: backend.name, model, outcome: of, message });
      return null;
    }
  }
  const at = new Date(relief.kind === 'nobody' ? relief.until : until).toISOString();
  const why = of === 'quota' ? halts.agentQuota : halts.agentUnavailable;
  return { until: at, reason: why(agent, message, at) };
}
