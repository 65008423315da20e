import { expect, test } from '@jest/globals';
import { forecast } from '../../src/cli/dry-run/forecast.js';
import { DEFAULT_CONFIG } from '../../src/config/config.js';
import { ROLES } from '../../src/run/usage.js';
import { order, PLAN, record } from '../run/samples.js';

const modelOf = () => 'claude-opus-4-7';
const input = { plan: PLAN, config: DEFAULT_CONFIG, deferred: '', record: null, modelOf, prompts: {} };

test('counts every role that a run starts: a new one has to be added here and in the forecast', () => {
  expect(ROLES.filter((role) => role !== 'planner')).toEqual(['implementer', 'auditor', 'fixer']);
  // An implementer and two fixers, either once more if a turn fell short, and an auditor.
  expect(forecast(input).phases.map(({ dispatches }) => dispatches)).toEqual(Array(3).fill({ least: 1, most: 6 }));
});

test('begins where the plan stands', () => {
  const { phases } = forecast({ ...input, plan: { ...PLAN, currentPhase: '03' } });
  expect(phases.map(({ id }) => id)).toEqual(['03']);
});

test('counts deferred work into the prompts', () => {
  const sizeWith = (deferred: string) => forecast({ ...input, deferred }).phases[0]?.implementer?.characters ?? 0;
  const text = `## Deferred items\n\n- [ ] ${'x'.repeat(500)}\n`;
  expect(sizeWith(text) - sizeWith('')).toBeGreaterThan(500);
});

test.each([
  ['set-up', 'setup', { least: 1, most: 6 }],
  ['the tests', 'test', { least: 0, most: 4 }],
  ['the fixer', 'fix', { least: 1, most: 4 }],
  ['the auditor', 'audit', { least: 0, most: 1 }],
  ['the tests after it', 'retest', { least: 0, most: 0 }],
] as const)('an interrupted phase goes on at %s', (_, stage, dispatches) => {
  const run = record({ status: 'halted', orders: { n: order({ unit: 'phase/01', stage, fix: 2 }) } });
  expect(forecast({ ...input, record: run }).phases[0]).toMatchObject({ id: '01', stage, dispatches });
});

test('what a run has spent is no longer there to be spent', () => {
  const config = { ...DEFAULT_CONFIG, budgets: { ...DEFAULT_CONFIG.budgets, max_total_usd: 9 } };
  const run = record({ status: 'halted', usage: { by_role: {}, unsettled_usd: 4 } });
  expect(forecast({ ...input, config, record: run }).cost.most).toBe(5);
  expect(forecast({ ...input, config }).cost.most).toBe(9);
});

test('sweeps come on top: between phases, and after the last', () => {
  // One after each of two phases, three at the end; each at most six agents at ten dollars.
  expect(forecast(input).sweeps).toEqual({ most: 5, usd: 300 });
  const config = { ...DEFAULT_CONFIG, sweep: { ...DEFAULT_CONFIG.sweep, enabled: false } };
  expect(forecast({ ...input, config }).sweeps).toEqual({ most: 0, usd: 0 });
});

test('a word on sweeps beats the configuration', () => {
  expect(forecast({ ...input, sweep: 'skip' }).sweeps).toEqual({ most: 0, usd: 0 });
  const config = { ...DEFAULT_CONFIG, sweep: { ...DEFAULT_CONFIG.sweep, enabled: false } };
  expect(forecast({ ...input, config, sweep: 'force' }).sweeps).toEqual({ most: 1, usd: 60 });
});

test('a run that only has to be finished costs nothing', () => {
  const config = { ...DEFAULT_CONFIG, sweep: { ...DEFAULT_CONFIG.sweep, enabled: false } };
  expect(forecast({ ...input, config, record: record({ post_final_phase: true }) })).toEqual({
    phases: [],
    sweeps: { most: 0, usd: 0 },
    cost: { least: 0, most: 0 },
  });
});
