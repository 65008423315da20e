import { describe, expect, test } from '@jest/globals';
import { parseComment } from '../../src/commands/grammar/parse-comment.js';

const RUN = '20260102T030405Z-0a1b2c';

describe('words on sweeps', () => {
  test.each([
    ['play', { verb: 'play', plan: null, sweep: undefined }],
    ['play --sweep --plan a.md', { verb: 'play', plan: 'a.md', sweep: 'force' }],
    ['play \u2014no-sweep', { verb: 'play', plan: null, sweep: 'skip' }],
    [`rebuy --no-sweep ${RUN}`, { verb: 'rebuy', runId: RUN, sweep: 'skip', adopt: false, budgets: {} }],
    ['resume --sweep', { verb: 'rebuy', runId: null, sweep: 'force', adopt: false, budgets: {} }],
    ['sweep', { verb: 'sweep', runId: null, maxItems: null, after: null, audit: null }],
    [
      `sweep ${RUN} --max-items 5 --after 02 --no-audit`,
      { verb: 'sweep', runId: RUN, maxItems: 5, after: '02', audit: false },
    ],
    ['sweep --audit', { verb: 'sweep', runId: null, maxItems: null, after: null, audit: true }],
  ])('%s', (text, value) => {
    expect(parseComment(`/pitboss ${text}`)[0]?.command).toEqual({ ok: true, value });
  });

  test.each([
    ['play --sweep --no-sweep', 'duplicate_flag'],
    ['play --sweep=yes', 'unexpected_argument'],
    ['play --no-plan a.md', 'unknown_flag'],
    ['fold --sweep', 'unknown_flag'],
    ['sweep --max-items 0', 'invalid_value'],
    ['sweep --max-items', 'missing_value'],
    ['sweep --after one', 'invalid_value'],
    ['sweep --audit --no-audit', 'duplicate_flag'],
  ])('%s is refused', (text, kind) => {
    expect(parseComment(`/pitboss ${text}`)[0]?.command).toMatchObject({ ok: false, error: { kind } });
  });

  test('a near miss of one gets a suggestion', () => {
    const found = ['play --no-swep', 'seep'].map((text) => parseComment(`/pitboss ${text}`)[0]?.command);
    expect(found).toMatchObject([{ error: { suggestion: '--no-sweep' } }, { error: { suggestion: 'sweep' } }]);
  });
});
