import { describe, expect, test } from '@jest/globals';
import { defaultRotation } from '../../../src/grind/rotation.js';
import { withBudgets, withGrindCaps } from '../../../src/run/grind/grind-budgets.js';
import { config } from '../samples.js';
import { grindRecord } from './samples.js';

const limits = { max_total_usd: 20, max_total_tokens: null };
const rotation = { ...defaultRotation([]), budgets: { max_iterations: 10, max_cost_usd: 4 } };

describe('the budgets in force', () => {
  test('stand in the record for people to see, and bound its caps', () => {
    const record = withBudgets(grindRecord({ limits }, { budgets: { max_cost_usd: 6 } }), config(), { rotation });
    expect(record.grind?.in_force).toEqual({ max_iterations: 10, max_cost_usd: 6 });
    expect(record.limits).toMatchObject({ max_total_usd: 6, max_total_tokens: null });
  });

  test('never raise what the configuration allows a run', () => {
    expect(withGrindCaps(limits, { max_cost_usd: 30, max_tokens: 5 })).toEqual({
      max_total_usd: 20,
      max_total_tokens: 5,
    });
  });
});
