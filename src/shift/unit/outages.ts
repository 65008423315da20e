import type { Clock } from '../../base/clock.js';
import type { Plan } from '../../documents/plan.js';
import type { RunFiles } from '../../land/run-files.js';
import type { Role } from '../../run/usage.js';
import type { Agent, OutagePorts, Relief } from '../../work/unit.js';
import type { Agents } from '../ports.js';
import type { Announcer } from '../progress-effects.js';
import type { Watch } from '../watch.js';

/** Who works during one shift: the agents that the configuration chose, and the one that stands in for those that cannot. */
export interface Reserve extends Pick<Agents, 'forRole'> {
  standIn(role: Role, until: number): Relief;
}

/** Remembers for one shift which agents cannot work until when; each is asked again once that time has come. */
export function reserve(agents: Agents, clock: Clock): Reserve {
  const out = new Map<string, number>();
  const freeFrom = (agent: Agent): number => out.get(nameOf(agent)) ?? 0;
  const isFree = (agent: Agent): boolean => freeFrom(agent) <= clock.now();
  const candidates = (role: Role): readonly Agent[] => [agents.forRole(role), ...(agents.fallback ?? [])];
  // While one worked, the time at which another can work again may have come: what failed is what was given, not what would be now.
  const given = new Map<Role, Agent>();
  return {
    forRole(role) {
      const agent = candidates(role).find(isFree) ?? agents.forRole(role);
      given.set(role, agent);
      return agent;
    },
    standIn(role, until) {
      out.set(nameOf(given.get(role) ?? agents.forRole(role)), until);
      const next = candidates(role).find(isFree);
      return next === undefined
        ? { kind: 'nobody', until: Math.min(...candidates(role).map(freeFrom)) }
        : { kind: 'agent', agent: next };
    },
  };
}

/** A quota belongs to an account and often to a model, so another model of the same program may still work. */
function nameOf({ backend, model }: Agent): string {
  return `${backend.name} ${model}`;
}

/** A shorter pause is over before anybody has read of it, in milliseconds. */
const WORTH_SHOWING = 60_000;

export interface OutageFacts {
  readonly agents: Reserve;
  readonly watch: Pick<Watch, 'endsAt'>;
  readonly show: Pick<Announcer, 'show'>;
  readonly clock: Clock;
}

/** What a unit is given for the case that its agent cannot work. @param files as the unit was taken up */
export function outagePorts({ agents, watch, show, clock }: OutageFacts, files: RunFiles, plan: Plan): OutagePorts {
  let shown = false;
  return {
    endsAt: watch.endsAt,
    waits: files.record.agent_waits ?? 0,
    standIn: (role, until) => agents.standIn(role, until),
    pausing(wait) {
      const long = wait !== null && Date.parse(wait.until) - clock.now() >= WORTH_SHOWING;
      if (long || shown) {
        const record = { ...files.record, wait: wait?.reason ?? null };
        void show.show({ ...files, record }, plan, long ? 'start' : 'progress');
      }
      shown = long;
    },
  };
}
