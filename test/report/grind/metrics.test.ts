import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { freshRotationState, withMetric } from '../../../src/grind/rotation-state.js';
import type { SessionRecord } from '../../../src/grind/session-record.js';
import { metricsSection } from '../../../src/report/grind/grind-metrics.js';
import { RUN } from '../../run/samples.js';
import '../../support/property-seed.js';
import { HOSTILE, session } from './samples.js';

const SHA = 'c'.repeat(40);

function measured(seq: number, before: number, after: number | null, fields: Partial<SessionRecord> = {}) {
  const kept = after !== null && after < before;
  return session({
    seq,
    prompt: 'speed',
    commit: kept ? SHA : null,
    metric: { goal: 'min', before, after, kept },
    ...fields,
  });
}

function earlier(points: number) {
  return Array.from({ length: points }, (_, index) => index).reduce(
    (state, index) =>
      withMetric(state, 'speed', {
        run_id: 'earlier',
        seq: index + 1,
        at: new Date(Date.UTC(2026, 1, 1, index)).toISOString(),
        before: 100 - index,
        after: 99 - index,
        kept: true,
      }),
    freshRotationState('nightly'),
  );
}

describe('the metrics in the pull request', () => {
  test('are drawn: what was measured as bars, what the branch has as a line; what was discarded is marked', () => {
    const text = metricsSection([measured(1, 12, 9), measured(2, 9, 9.5), measured(3, 9, null)], null);
    expect(text).toBe(
      [
        '## Metrics',
        '',
        '**speed** (min): 12 -> 9 in this run, 1 of 2 readings kept',
        '',
        '```mermaid',
        'xychart-beta',
        '    title "speed (min)"',
        '    x-axis ["1", "2 ✗"]',
        '    y-axis "value" 8.95 --> 9.55',
        '    bar [9, 9.5]',
        '    line [9, 9]',
        '```',
        '',
        '<details><summary>2 readings</summary>',
        '',
        '| # | Session | Before | After | |',
        '|---|---|---|---|---|',
        '| 1 | 0001 | 12 | 9 | kept |',
        '| 2 | 0002 | 9 | 9.5 | discarded ✗ |',
        '',
        '</details>',
      ].join('\n'),
    );
  });

  test('go on from what earlier runs of the rotation measured; the newest forty are drawn', () => {
    const text = metricsSection([measured(1, 50, 40)], earlier(60));
    expect(text).toContain('**speed** (min): 50 -> 40 in this run, 1 of 1 reading kept');
    expect(text).toMatch(/x-axis \["1", .*, "40"\]/);
    expect(text).toContain('<summary>40 readings (21 older ones not shown)</summary>');
    expect(text).toContain('| 39 | earlier 0060 | 41 | 40 | kept |\n| 40 | 0001 | 50 | 40 | kept |');
  });

  test('count a reading of this run once, although the ledger has it too', () => {
    const point = { run_id: RUN, seq: 1, at: '2026-03-01T10:00:00.000Z', before: 5, after: 4, kept: true };
    const known = withMetric(freshRotationState('nightly'), 'speed', point);
    expect(metricsSection([measured(1, 5, 4)], known)).toContain('<summary>1 reading</summary>');
  });

  test('leave the drawing out where a number would need an exponent, and show the table', () => {
    const text = metricsSection([measured(1, 1e30, 1e29)], null);
    expect(text).not.toContain('mermaid');
    expect(text).toContain('| 1 | 0001 | 1e+30 | 1e+29 | kept |');
  });

  test('are not mentioned where this run measured none', () => {
    expect(metricsSection([session()], earlier(3))).toBe('');
    expect(metricsSection([measured(1, 5, null)], null)).toBe('');
  });

  test('are bounded, and hold what Mermaid reads, whatever was measured by whom', () => {
    const value = fc.double({ noNaN: true, noDefaultInfinity: true });
    const name = fc.oneof(fc.constantFrom(...HOSTILE), fc.constant('speed'));
    fc.assert(
      fc.property(fc.array(fc.tuple(name, value, value), { minLength: 1, maxLength: 60 }), (all) => {
        const sessions = all.map(([prompt, old, now], index) => measured(index + 1, old, now, { prompt }));
        const text = metricsSection(sessions, null);
        expect(text.length).toBeLessThan(30_000);
        const lines = text.split('\n');
        const charts = lines.flatMap((line, index) =>
          line === '```mermaid' ? [lines.slice(index + 1, index + 8)] : [],
        );
        const number = String.raw`-?\d+(?:\.\d+)?`;
        const numbers = `\\[${number}(?:, ${number})*\\]`;
        for (const chart of charts) {
          expect(chart.join('\n')).toMatch(
            new RegExp(
              `^xychart-beta\n    title "[a-z]+ \\(min\\)"\n    x-axis \\["[^"]+"(?:, "[^"]+")*\\]\n    y-axis "value" ${number} --> ${number}\n    bar ${numbers}\n    line ${numbers}\n\`\`\`$`,
            ),
          );
        }
        expect(text.match(/<details>/g)).toHaveLength(text.match(/<\/details>$/gm)?.length ?? 0);
      }),
      { numRuns: 50 },
    );
  });
});
