import type { Config } from '../../../src/config/config.js';
import type { GrindRequest, GrindState } from '../../../src/grind/grind-state.js';
import type { GrindMaterial } from '../../../src/grind/rotation.js';
import type { SessionRecord, SessionStatus } from '../../../src/grind/session-record.js';
import type { Decision } from '../../../src/run/decide.js';
import { decide } from '../../../src/run/decide.js';
import { startGrind } from '../../../src/run/grind/start-grind.js';
import { NO_PLAN } from '../../../src/run/planning/planning.js';
import type { Order, RunRecord } from '../../../src/run/record.js';
import { config, lease, NOW, RUN, record } from '../samples.js';

/** A grind run at work, as a shift that has claimed it holds it. */
export function startedRun(
  material: GrindMaterial,
  { state = {}, fields = {}, request = {} }: GrindFields = {},
): RunRecord {
  const asked: GrindRequest = { rotation: null, budgets: {}, carry: false, ...request };
  return record({
    kind: 'grind',
    status: 'running',
    branch: `pitboss/grind/${RUN}`,
    lease: lease('n0'),
    started_phase: '',
    plan_sha256: '',
    grind: { ...startGrind(asked, material, null), ...state },
    ...fields,
  });
}

interface GrindFields {
  readonly state?: Partial<GrindState>;
  readonly fields?: Partial<RunRecord>;
  readonly request?: Partial<GrindRequest>;
}

/** The shipped configuration with these keys of its section about grind. */
export function grinding(keys: Partial<Config['grind']>, change: (config: Config) => Config = (same) => same): Config {
  return config((shipped) => change({ ...shipped, grind: { ...shipped.grind, ...keys } }));
}

export function decided(
  run: RunRecord,
  grind: GrindMaterial,
  given: { readonly config?: Config; readonly now?: string } = {},
): Decision {
  return decide({ record: run, plan: NO_PLAN, deferredText: '', config: config(), grind, now: NOW, ...given });
}

/** Units of a wave, or the kind of any other decision. */
export function units(decision: Decision): readonly string[] | string {
  return decision.kind === 'wave' ? decision.orders.map(({ unit }) => unit) : decision.kind;
}

export function ordersOf(decision: Decision): readonly Order[] {
  return decision.kind === 'wave' ? decision.orders : [];
}

/** A session as its file would hold it. */
export function session(status: SessionStatus, fields: Partial<SessionRecord> = {}): SessionRecord {
  return {
    schema: 1,
    seq: 1,
    run_id: RUN,
    prompt: 'a',
    prompt_sha256: 'f'.repeat(64),
    rotation: 1,
    started_at: NOW,
    ended_at: NOW,
    status,
    summary: 'Did it.',
    code: null,
    commit: null,
    kept: null,
    again: false,
    tokens: { input: 0, output: 0, by_role: {} },
    cost_usd: 0,
    tests: null,
    metric: null,
    hooks: [],
    transcript: 'session-0001-a',
    ...fields,
  };
}
