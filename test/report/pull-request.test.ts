import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { EMPTY_DEFERRED } from '../../src/documents/deferred.js';
import { pullRequestRegion, pullRequestTitle, withRegion } from '../../src/report/pull-request.js';
import { halts } from '../../src/run/halts.js';
import { NO_USAGE } from '../../src/run/usage.js';
import { planOf, planText, RUN, spent } from '../run/samples.js';
import { isClosed, view } from './samples.js';

describe('the title', () => {
  test.each([
    [[], 'pitboss: no phases committed'],
    [['01'], 'pitboss: phase 01 — Title 01'],
    [['01', '02', '03'], 'pitboss: 3 phases (01–03) — Title 01 … Title 03'],
    [['99'], 'pitboss: phase 99 — (unknown)'],
  ])('after %j', (completed, title) => {
    expect(pullRequestTitle(view({ completed }))).toBe(title);
  });
  test('is never longer than GitHub takes', () => {
    const plan = planOf(planText(1).replace('Title 01', '😀'.repeat(400)));
    expect([...pullRequestTitle(view({ completed: ['01'] }, plan))]).toHaveLength(250);
  });
});

describe('our region of the body', () => {
  const finished = view({
    status: 'finished',
    completed: ['01', '02'],
    commits: { '01': 'c'.repeat(40), '02': null },
    attempts: { '01': 1, '02': 3 },
    usage: { by_role: spent(1.5, { fixer: { ...NO_USAGE, input: 5, usd: 0.25, dispatches: 2 } }), unsettled_usd: 0 },
    tests: { label: 'npm test', passed: true, summary: 'npm test: passed (3 lines captured)', seconds: 2 },
  });

  test('tells what landed, how it was tested, what was put off and what it cost', () => {
    const deferred = {
      items: [
        { text: 'tidy @octocat', done: false },
        { text: 'done already', done: true },
      ],
      phases: [{ sourcePhase: '01', title: 'More', body: '' }],
    };
    const region = pullRequestRegion(finished, deferred, ['CI waits for approval.']);
    expect(region).toContain(`- Run: \`${RUN}\` (finished)`);
    expect(region).toContain('- phase 01: Title 01 (ccccccc, 1 dispatch)');
    expect(region).toContain('- phase 02: Title 02 (no code changes, 3 dispatches)');
    expect(region).toContain('`npm test: passed (3 lines captured)`');
    expect(region).toMatch(/- \[ \] tidy @\u2060octocat/);
    expect(region).not.toContain('done already');
    expect(region).toContain('- from phase 01: More');
    expect(region).toMatch(/\| fixer \| 2 \|.*\n\| implementer \| 1 \|/);
    expect(region).toContain('Total cost: $1.7500');
    expect(region).toContain('> CI waits for approval.');
    expect(region).toContain('Closes #3');
  });

  test('tells what each phase cost, and the caps that were in force', () => {
    const usage = { ...finished.record.usage, by_phase: { '01': 1.5, '02': 0.25 } };
    const limits = { max_total_usd: 9, max_total_tokens: null, phase_usd: 4 };
    const region = pullRequestRegion(view({ ...finished.record, usage, limits }), EMPTY_DEFERRED, []);
    expect(region).toContain('By phase: 01 $1.5000, 02 $0.2500');
    expect(region).toContain('**Caps:** phase 01: $1.5000 of $4.0000, $2.5000 left');
  });

  test('lists the cost of at most fifty phases', () => {
    const by_phase = Object.fromEntries(Array.from({ length: 60 }, (_, index) => [`p${index}`, 1]));
    const region = pullRequestRegion(view({ usage: { ...finished.record.usage, by_phase } }), EMPTY_DEFERRED, []);
    expect(region).toContain('p49 $1.0000, and 10 more');
  });

  test('closes the issue only when the run is finished', () => {
    const halted = view({ ...finished.record, status: 'halted', halt: halts.noChanges() });
    const region = pullRequestRegion(halted, EMPTY_DEFERRED, []);
    expect(region).not.toContain('Closes');
    expect(region).toContain('- Halted: The phase ended without any change. (`no_changes`)');
  });

  test('closes nothing where the run was asked for on a pull request', () => {
    const region = pullRequestRegion(view({ ...finished.record, issue_is_pull: true }), EMPTY_DEFERRED, []);
    expect(region).not.toContain('Closes');
    expect(region).toContain('in #3');
  });

  test('stays within the limit with 500 phases, and still closes the issue', () => {
    const completed = Array.from({ length: 500 }, (_, index) => String(index + 1).padStart(2, '0'));
    const plan = planOf(planText(500).replaceAll('Title', '*title* '.repeat(50)));
    const items = Array.from({ length: 2000 }, () => ({ text: '`'.repeat(90), done: false }));
    const region = pullRequestRegion(view({ ...finished.record, completed }, plan), { items, phases: [] }, []);
    expect([...region].length).toBeLessThan(60_000);
    expect(isClosed(region)).toBe(true);
    expect(region).toContain('Closes #3');
    expect(region.endsWith('<!-- pitboss:body:v1:end -->')).toBe(true);
  });
});

describe('a body that people edit', () => {
  const region = (text: string) => `<!-- pitboss:body:v1:start -->\n${text}\n<!-- pitboss:body:v1:end -->`;

  test('keeps what stands around our region, whatever it is', () => {
    const words = fc.string({ unit: fc.constantFrom('a', '\n', '<', '!', '-', ' ', '$', '&', '`') });
    fc.assert(
      fc.property(words, words, words, words, (before, after, old, fresh) => {
        expect(withRegion(`${before}${region(old)}${after}`, region(fresh))).toBe(`${before}${region(fresh)}${after}`);
      }),
    );
  });
  test('gets the region at its end when somebody removed it', () => {
    expect(withRegion('My words.\n', region('x'))).toBe(`My words.\n\n${region('x')}`);
    expect(withRegion(' \n', region('x'))).toBe(region('x'));
  });
});
