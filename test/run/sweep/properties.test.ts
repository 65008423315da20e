import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Config } from '../../../src/config/config.js';
import { advanceTo, nextPhase } from '../../../src/documents/plan.js';
import { claim, haltRun, issue, land, landSweep } from '../../../src/run/advance.js';
import { applyTrigger } from '../../../src/run/commands/apply-trigger.js';
import { decide } from '../../../src/run/decide.js';
import { halts } from '../../../src/run/halts.js';
import type { Order, RunRecord } from '../../../src/run/record.js';
import { afterHaltedSweep, afterPhase, afterSweep } from '../../../src/run/sweep/after-unit.js';
import { parseUnitName } from '../../../src/run/units/unit-name.js';
import { config, lease, NOW, PLAN, progress, record, trigger } from '../samples.js';

/** What an agent does to the backlog in one unit, and whether the unit halts first. */
const units = fc.array(fc.record({ ticks: fc.nat(9), adds: fc.nat(4), halts: fc.boolean() }), {
  minLength: 1,
  maxLength: 12,
});
const settings = fc.record({
  enabled: fc.boolean(),
  trigger_min_items: fc.integer({ min: 1, max: 6 }),
  max_consecutive: fc.integer({ min: 1, max: 4 }),
  final_sweep_enabled: fc.boolean(),
  final_sweep_max_iterations: fc.integer({ min: 1, max: 4 }),
});
const override = fc.constantFrom('none' as const, 'force' as const, 'skip' as const);

/** Far above what any of these runs needs, so that one without an end is seen. */
const MOST_UNITS = 60;

interface Played {
  readonly record: RunRecord;
  /** Names of the units that landed, in order. */
  readonly landed: readonly string[];
  readonly steps: number;
}

function play(
  script: readonly { ticks: number; adds: number; halts: boolean }[],
  rules: Config,
  start: RunRecord,
): Played {
  let known = start;
  let plan = PLAN;
  let open: string[] = [];
  const landed: string[] = [];
  const settle = (step: ReturnType<typeof claim>): void => {
    known = step.ok ? step.value : known;
  };
  settle(claim(known, lease('c'), NOW));
  for (let step = 0; step < MOST_UNITS; step += 1) {
    const deferredText =
      open.length === 0 ? '' : `## Deferred items\n\n${open.map((item) => `- [ ] ${item}\n`).join('')}`;
    const decision = decide({ record: known, plan, deferredText, config: rules, now: NOW });
    if (decision.kind !== 'work') {
      return { record: known, landed, steps: step };
    }
    known = issue(known, decision.order);
    const act = script[step % script.length] ?? { ticks: 0, adds: 0, halts: false };
    const before = open;
    const order: Order = decision.order;
    const name = parseUnitName(order.unit);
    const adds = step < 20 ? act.adds : 0;
    open = [...open.slice(act.ticks), ...Array.from({ length: adds }, (_, index) => `item ${step}.${index}`)];
    if (act.halts && step < 20) {
      open = before;
      known = name?.kind === 'sweep' ? afterHaltedSweep(known, before, open) : known;
      settle(haltRun(known, halts.interrupted(), NOW));
      settle(applyTrigger(known, trigger('rebuy', `r${step}`), NOW));
      continue;
    }
    const backlog = { config: rules, open };
    if (name?.kind === 'sweep') {
      const sweeping = afterSweep(known, { ...name, commit: null, openBefore: before }, backlog);
      settle(landSweep(known, order, { progress: progress(), commit: null, sweeping, now: NOW }));
    } else {
      const phase = plan.currentPhase;
      const next = nextPhase(plan, phase);
      const more = next !== null;
      const sweeping = afterPhase(known, more, backlog);
      settle(land(known, order, { progress: progress(), phase, commit: null, more, sweeping, now: NOW }));
      plan = next === null ? plan : advanceTo(plan, next.id);
    }
    landed.push(order.unit);
  }
  return { record: known, landed, steps: MOST_UNITS };
}

/** Lengths of the rows of sweeps between phases, and of the row after the last one. */
function rows(landed: readonly string[]): { readonly between: readonly number[]; readonly final: number } {
  const between: number[] = [];
  let row = 0;
  let phases = 0;
  for (const unit of landed) {
    if (unit.startsWith('sweep/')) {
      row += 1;
    } else {
      between.push(row);
      row = 0;
      phases += 1;
    }
  }
  return phases === PLAN.phases.length ? { between, final: row } : { between: [...between, row], final: 0 };
}

describe('whatever agents do to the backlog, and however often a unit halts', () => {
  const everything = fc.tuple(units, settings, override);
  const run = ([script, change, word]: [
    Parameters<typeof play>[0],
    Partial<Config['sweep']>,
    'none' | 'force' | 'skip',
  ]) => {
    const rules = config((base) => ({ ...base, sweep: { ...base.sweep, ...change } }));
    return { rules, played: play(script, rules, record({ sweep_override: word })) };
  };

  test('a run ends, with every phase landed once and in order', () => {
    fc.assert(
      fc.property(everything, (given) => {
        const { played } = run(given);
        expect(played.steps).toBeLessThan(MOST_UNITS);
        expect(played.record.completed).toEqual(PLAN.phases.map((phase) => phase.id));
      }),
      { numRuns: 300 },
    );
  });

  test('no more sweeps come in a row than allowed, and none before the first phase', () => {
    fc.assert(
      fc.property(everything, (given) => {
        const { played, rules } = run(given);
        const { between, final } = rows(played.landed);
        const most = rules.sweep.enabled ? rules.sweep.max_consecutive : 1;
        expect(between[0]).toBe(0);
        expect(Math.max(...between)).toBeLessThanOrEqual(most);
        // A person's rebuy gives the final loop its tries again; each halt of these scripts is followed by one.
        const rebuys = played.record.applied_triggers.length - 1;
        expect(final).toBeLessThanOrEqual(rules.sweep.final_sweep_max_iterations * (1 + rebuys));
      }),
      { numRuns: 300 },
    );
  });

  test('a person who wants no sweep gets none; a forced one comes once where sweeps are switched off', () => {
    fc.assert(
      fc.property(everything, ([script, change, word]) => {
        const { played } = run([script, { ...change, enabled: false }, word]);
        const sweeps = played.landed.filter((unit) => unit.startsWith('sweep/'));
        expect(sweeps.length).toBeLessThanOrEqual(word === 'force' ? 1 : 0);
      }),
      { numRuns: 300 },
    );
  });

  test('each sweep has a name of its own', () => {
    fc.assert(
      fc.property(everything, (given) => {
        const { landed } = run(given).played;
        expect(new Set(landed).size).toBe(landed.length);
      }),
      { numRuns: 300 },
    );
  });
});
