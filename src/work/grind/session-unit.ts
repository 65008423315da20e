import type { Config } from '../../config/config.js';
import type { SessionOrder } from '../../grind/grind-state.js';
import type { SessionSubject } from '../../run/units/subject.js';
import type { Unit } from '../unit.js';
import type { SessionFacts } from './session-facts.js';

/** A unit that is a session, with all that a session needs. */
export interface SessionUnit extends Unit {
  readonly subject: SessionSubject;
  readonly grind: SessionFacts;
  readonly order: Unit['order'] & { readonly session: SessionOrder };
  /** Whether its base is no longer the commit that the run began with. */
  readonly landedBefore: boolean;
}

/** Whether a session goes on with a kept tree; one whose tree is not there begins anew. */
export function goesOn({ stage, wip_sha: kept }: Unit['order']): boolean {
  return stage !== 'setup' && kept !== null;
}

/** The unit as a session, under the configuration that holds in it; null where something is missing. */
export function sessionUnit(unit: Unit): SessionUnit | null {
  const { subject, grind, order, config } = unit;
  if (subject.kind !== 'session' || grind === undefined || order.session === undefined) {
    return null;
  }
  const session = { ...order, session: order.session };
  return {
    ...unit,
    subject,
    grind,
    order: session,
    config: inSession(config, order.session, subject),
    // Sessions that nobody verifies may have landed first: what fails when the first one that is verified begins, it has not broken.
    ...(unit.base === undefined ? {} : { base: { ...unit.base, untouched: true } }),
    landedBefore: unit.base?.untouched === false,
  };
}

/**
 * In a session agents are not asked to be terse, as in the original; its own time limit counts where it is the shorter; and of one that nobody
 * verifies, weakened tests are shown to people and do not fail it.
 */
function inSession(config: Config, { max_seconds: seconds }: SessionOrder, { prompt }: SessionSubject): Config {
  const { caveman, limits, protect } = config;
  return {
    ...config,
    caveman: { ...caveman, enabled: false },
    limits: { ...limits, dispatch_minutes: Math.min(limits.dispatch_minutes, seconds / 60) },
    protect: prompt.verify ? protect : { ...protect, weakened_tests: 'allow' },
  };
}
