import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { EMPTY_DEFERRED } from '../../../src/documents/deferred.js';
import { sessionsMarkdown } from '../../../src/report/grind/sessions-md.js';
import { pullRequestRegion, pullRequestTitle, withRegion } from '../../../src/report/pull-request.js';
import { RUN, spent } from '../../run/samples.js';
import { isClosed } from '../samples.js';
import '../../support/property-seed.js';
import { grindView, HOSTILE, session } from './samples.js';

const kept = { commit: null, kept: `refs/pitboss/wip/${RUN}/session/0002-docs` };
const SESSIONS = [
  session({ seq: 1, prompt: 'lint-sweep', cost_usd: 0.5 }),
  session({ seq: 2, prompt: 'docs', status: 'error', summary: 'verify failed: 1 test', cost_usd: 0.25, ...kept }),
];
const region = (view: ReturnType<typeof grindView>) => pullRequestRegion(view, EMPTY_DEFERRED, []);

describe('the pull request of a grind run', () => {
  test.each(['default', 'nightly'])('has the title of the original for the rotation %s', (rotation) => {
    expect(pullRequestTitle(grindView({}, { rotation }))).toBe(`grind/${rotation}: ${RUN}`);
  });

  test('holds sessions.md as the original does, and before it what ran, where trees are kept, and what it cost', () => {
    const usage = { by_role: spent(0.75), unsettled_usd: 0, by_phase: { 'lint-sweep': 0.5, docs: 0.25 } };
    const stop = { reason: 'completed', text: 'no prompt has a run left' } as const;
    const text = region(grindView({ status: 'finished', usage }, { stop }, { sessions: SESSIONS }));
    expect(text).toContain(sessionsMarkdown(SESSIONS).trimEnd());
    expect(text).toContain('- Rotation: `nightly`\n- 2 sessions: 1 ok, 1 error\n- Ended: no prompt has a run left');
    expect(text).toContain('| docs | 1 | 0 | $0.2500 |\n| lint-sweep | 1 | 1 | $0.5000 |');
    expect(text).toContain(`## Kept trees of sessions that did not land\n\n- 0002 docs (error): \`${kept.kept}\``);
    expect(text).toContain('By prompt: lint-sweep $0.5000, docs $0.2500');
    expect(text).toContain('Total cost: $0.7500');
    expect(text).not.toMatch(/phase|Closes/i);
    expect(text).toContain('in #3');
  });

  test('keeps the newest of 1000 sessions, and says how many are left out', () => {
    const sessions = Array.from({ length: 1000 }, (_, index) =>
      session({
        seq: index + 1,
        prompt: `prompt-${index % 70}`,
        summary: `${'`'.repeat(9)} word\n`.repeat(40),
        status: 'conflict',
        commit: null,
        kept: `refs/pitboss/wip/${RUN}/session/${index}`,
        metric: { goal: 'min', before: index, after: index - 1, kept: index % 2 === 0 },
      }),
    );
    const text = region(grindView({}, {}, { sessions }));
    expect([...text].length).toBeLessThan(55_200);
    expect([...text].length).toBeGreaterThan(40_000);
    expect(isClosed(text)).toBe(true);
    expect(text).toContain('## session-1000 —');
    expect(text).toMatch(/_9\d\d older sessions left out/);
    expect(text).toContain('_40 more prompts not shown._');
    expect(text).toContain('- 980 older ones');
    expect(text).not.toContain('The rest was left out');
  });

  test('is found again in its body whatever sessions write', () => {
    const foreign = fc.oneof(fc.constantFrom(...HOSTILE), fc.string({ unit: 'grapheme' }));
    fc.assert(
      fc.property(foreign, foreign, (summary, name) => {
        const odd = session({ summary, prompt: name, status: 'skipped', kept: name, tests: summary, transcript: name });
        const text = region(grindView({}, { rotation: name }, { sessions: [odd] }));
        expect(withRegion(`before\n${text}\nafter`, text)).toBe(`before\n${text}\nafter`);
        expect(isClosed(text)).toBe(true);
      }),
      { numRuns: 100 },
    );
  });
});
