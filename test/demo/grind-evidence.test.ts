import { expect, test } from '@jest/globals';
import { type GrindEvidence, missingFromGrind } from '../../src/demo/grind.js';
import { session } from '../run/grind/runs.js';

const sha = 'c'.repeat(40);
const good: GrindEvidence = {
  exitCode: 0,
  branch: 'pitboss/grind/some-run',
  commits: ['1', '2', '3', '5'],
  sessions: [
    session('ok', { prompt: 'docs-pass', commit: sha }),
    session('ok', { prompt: 'lint-sweep', commit: sha }),
    session('ok', { prompt: 'speed-up', commit: sha }),
    session('ok', { prompt: 'docs-pass' }),
    session('ok', { prompt: 'lint-sweep', commit: sha }),
    session('discarded', { prompt: 'speed-up' }),
  ],
  metric: { before: 39_900, after: 200 },
  green: true,
};

test('the worked examples are shown as done where all of them did what they say', () => {
  expect(missingFromGrind(good)).toEqual([]);
});

test.each<readonly [string, Partial<GrindEvidence>]>([
  ['exit code 1', { exitCode: 1 }],
  ['the sessions came to', { sessions: good.sessions.map((each) => ({ ...each, status: 'ok' as const })) }],
  ['3 commits are on', { commits: ['1', '2', '3'] }],
  ['the metric was 39900 and is 39900', { metric: { before: 39_900, after: 39_900 } }],
  ['the tests fail', { green: false }],
])('and not where something is missing: %s', (what, change) => {
  expect(missingFromGrind({ ...good, ...change })).toEqual([expect.stringContaining(what)]);
});
