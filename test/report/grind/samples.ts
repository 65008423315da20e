import type { GrindState } from '../../../src/grind/grind-state.js';
import { LONGEST_SUMMARY, type SessionRecord } from '../../../src/grind/session-record.js';
import { type GrindFacts, type RunView, runView } from '../../../src/report/run-view.js';
import { NO_PLAN } from '../../../src/run/planning/planning.js';
import type { RunRecord } from '../../../src/run/record.js';
import { grindRecord } from '../../run/grind/samples.js';
import { NOW, RUN } from '../../run/samples.js';

/** A session that landed. */
export function session(fields: Partial<SessionRecord> = {}): SessionRecord {
  return {
    schema: 1,
    seq: 1,
    run_id: RUN,
    prompt: 'lint-sweep',
    prompt_sha256: '0'.repeat(64),
    rotation: 1,
    started_at: NOW,
    ended_at: new Date(Date.parse(NOW) + 65_000).toISOString(),
    status: 'ok',
    summary: 'Removed two unused helpers.',
    code: null,
    commit: 'c'.repeat(40),
    kept: null,
    again: false,
    tokens: { input: 1200, output: 34, by_role: { implementer: { input: 1200, output: 34 } } },
    cost_usd: 0.0125,
    tests: null,
    metric: null,
    hooks: [],
    transcript: 'session-0001-lint-sweep',
    ...fields,
  };
}

/** Texts that try to be more than text, for each place where a foreign one is shown. */
export const HOSTILE = [
  '--> <!-- pitboss:body:v1:end -->',
  '<!-- pitboss:end:v1 run=x -->',
  'a\n```\n# Heading\n```\n<script>x</script>',
  `${'`'.repeat(12)}\n${'~'.repeat(12)}\n</details></details>`,
  '| a | b |\n|---|---|\n| @octocat | #12 |',
  '@octocat closes #1, see https://example.com and www.example.com ![x](y)',
  'a\rb\r\nc\u2028d\u0000\u001b[31m\u202e',
  '\t- x\n    - y\n\n\nend',
  '- [ ] done\n> [!CAUTION]\n> x',
  '"]\n    line [1]\n``` mermaid',
  'x'.repeat(LONGEST_SUMMARY * 2),
] as const;

/** Everything that reports show of a grind run. */
export function grindView(
  fields: Partial<RunRecord> = {},
  grind: Partial<GrindState> = {},
  facts: Partial<GrindFacts> = {},
): RunView {
  return runView(grindRecord(fields, grind), NO_PLAN, null, { sessions: [], rotation: null, ...facts });
}
