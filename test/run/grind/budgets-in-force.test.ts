import { describe, expect, test } from '@jest/globals';
import { defaultRotation } from '../../../src/grind/rotation.js';
import { withBudgets, withGrindCaps } from '../../../src/run/grind/grind-budgets.js';
import { afford } from '../../../src/run/money/afford.js';
import { config, NOW, spent } from '../samples.js';
import { grindRecord, sessionOrderOf } from './samples.js';

const limits = { max_total_usd: 20, max_total_tokens: null };
const rotation = { ...defaultRotation([]), budgets: { max_iterations: 10, max_cost_usd: 4 } };

describe('the budgets in force', () => {
  test('stand in the record for people to see, and bound its caps', () => {
    const record = withBudgets(grindRecord({ limits }, { budgets: { max_cost_usd: 6 } }), config(), { rotation });
    expect(record.grind?.in_force).toEqual({ max_iterations: 10, max_cost_usd: 6 });
    expect(record.limits).toMatchObject({ max_total_usd: 6, max_total_tokens: null });
  });

  test('never raise what the configuration allows a run', () => {
    const capped = withGrindCaps(limits, { max_cost_usd: 30, max_tokens: 5 });
    expect(capped).toEqual({ max_total_usd: 20, max_total_tokens: 5, tokens_key: 'grind.budgets.max_tokens' });
  });

  test.each([
    ['the run', { max_cost_usd: 2 }, '--max-cost with rebuy'],
    ['the configuration', { max_cost_usd: 30 }, 'Raise budgets.max_total_usd'],
  ])('that are used up while a session is at work say how to go on: the budget of %s', (_, budgets, fix) => {
    const usage = { by_role: spent(20), unsettled_usd: 0 };
    const record = grindRecord({ limits: withGrindCaps(limits, budgets), usage });
    const next = afford({ record, config: config(), now: NOW }, sessionOrderOf(3, 'docs'));
    expect(next).toMatchObject({ kind: 'halt', halt: { code: 'budget_exceeded', fix: expect.stringContaining(fix) } });
  });
});
