import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { DEFAULT_CONFIG } from '../../../src/config/config.js';
import { FRESH_SCHEDULER } from '../../../src/grind/scheduler.js';
import { material, picks, prompt } from '../../grind/samples.js';
import { Roll } from '../money/roll.js';
import { GrindSimulation, type Setting } from './simulation.js';

/** How many runs are played; `npm run money` plays more. */
const RUNS = Number(process.env.MONEY_SCHEDULES ?? 600);

const cap = fc.constantFrom(null, 0.5, 3, 7.5, 12, 30);
const prompts = fc.array(
  fc.record({
    parallel_safe: fc.constantFrom(true, true, true, false),
    verify: fc.boolean(),
    weight: fc.integer({ min: 1, max: 4 }),
    every: fc.integer({ min: 1, max: 3 }),
    max_runs: fc.option(fc.integer({ min: 0, max: 6 }), { nil: undefined }),
    max_session_cost_usd: fc.constantFrom(undefined, 1, 4),
  }),
  { minLength: 1, maxLength: 5 },
);

const settings: fc.Arbitrary<Setting> = fc
  .record({
    prompts,
    parallel: fc.integer({ min: 1, max: 6 }),
    jobs: fc.integer({ min: 1, max: 6 }),
    iterations: fc.option(fc.nat(20), { nil: undefined }),
    cost: fc.option(fc.constantFrom(2, 8, 25), { nil: undefined }),
    failures: fc.integer({ min: 1, max: 5 }),
    dry: fc.option(fc.integer({ min: 1, max: 6 }), { nil: undefined }),
    run: cap,
    issue: cap,
    day: cap,
    others: fc.record({ issueUsd: fc.constantFrom(0, 1), dayUsd: fc.constantFrom(0, 2.25) }),
  })
  .map((rolled) => ({
    material: material(
      rolled.prompts.map((meta, index) => prompt(`p${index}`, meta)),
      { max_parallel: rolled.parallel },
    ),
    config: {
      ...DEFAULT_CONFIG,
      limits: { ...DEFAULT_CONFIG.limits, dispatch_usd: 1.25, max_shifts: 1_000 },
      grind: {
        ...DEFAULT_CONFIG.grind,
        max_jobs: rolled.jobs,
        consecutive_failure_limit: rolled.failures,
        dry_spell: rolled.dry,
        budgets: { max_iterations: rolled.iterations, max_cost_usd: rolled.cost },
      },
    },
    limits: { max_total_usd: rolled.run, max_total_tokens: null, issue_usd: rolled.issue, day_usd: rolled.day },
    others: {
      issueUsd: Math.min(rolled.others.issueUsd, rolled.issue ?? 9),
      dayUsd: Math.min(rolled.others.dayUsd, rolled.day ?? 9),
    },
  }));

const runs = fc.tuple(settings, fc.array(fc.maxSafeNat(), { minLength: 10, maxLength: 40 }));

function played([setting, seeds]: readonly [Setting, readonly number[]]) {
  const run = new GrindSimulation(setting);
  const end = run.play(seeds.map((seed) => new Roll(seed)));
  return { run, end };
}

describe('over random runs, with sessions that end in every way and shifts that die', () => {
  test('waves keep their size, nothing is handed out beyond the iterations, and no cap is ever exceeded', () => {
    fc.assert(
      fc.property(runs, (rolled) => {
        expect(played(rolled).run.breaches).toEqual([]);
      }),
      { numRuns: RUNS },
    );
  });

  test('no pick is lost or made twice: the sessions are the picks of the scheduler, one after the other', () => {
    fc.assert(
      fc.property(runs, (rolled) => {
        const { handed } = played(rolled).run;
        expect(handed).toEqual(picks(FRESH_SCHEDULER, rolled[0].material, handed.length).names);
      }),
      { numRuns: RUNS / 2 },
    );
  });

  test('all of it really happens: waves of several, and every way to end', () => {
    const all = fc.sample(runs, 400).map(played);
    expect(all.filter(({ run }) => run.waves > 0).length).toBeGreaterThan(40);
    const ends = new Set(all.map(({ end }) => end).filter((end) => end !== 'unfinished'));
    expect([...ends].sort()).toEqual(['budget_exceeded', 'failure_limit', 'finish', 'wait']);
  });
});
