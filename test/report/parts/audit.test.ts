import { describe, expect, test } from '@jest/globals';
import { EMPTY_DEFERRED } from '../../../src/documents/deferred.js';
import { logLines } from '../../../src/report/log-lines.js';
import { auditSentence } from '../../../src/report/parts/audit.js';
import { pullRequestRegion } from '../../../src/report/pull-request.js';
import { statusComment } from '../../../src/report/status-comment.js';
import { addDispatch, openAudit } from '../../../src/run/audit.js';
import { isClosed, LINKS, view } from '../samples.js';

const audit = (lines: number, findings: readonly string[] = [], binaries = 0) => ({
  ...addDispatch(openAudit(30), { lines, binaries, findings }),
  done: true,
});

describe('an audit in one line', () => {
  test.each([
    [{ ...openAudit(30), done: true }, 'not audited: there was no diff'],
    [audit(0), 'audited: nothing changed'],
    [audit(1), 'audited: 1 line changed'],
    [audit(30, ['a', 'b']), 'audited: 30 lines changed, 2 findings deferred'],
    [audit(31), 'audited: 31 lines changed (more than a small fix of 30 lines: have a look)'],
    [audit(2, [], 1), 'audited: 2 lines and 1 binary file changed (more than a small fix of 30 lines: have a look)'],
  ])('%#', (report, text) => {
    expect(auditSentence(report)).toBe(text);
  });

  test('of the log stands out when it went beyond a small fix', () => {
    const tone = (lines: number, beyond: boolean) =>
      logLines({ kind: 'audit_ended', report: audit(lines), beyond }).map((line) => line.tone);
    expect([tone(1, false), tone(31, true)]).toEqual([['plain'], ['bad']]);
  });
});

describe('several dispatches of the auditor in one unit', () => {
  test('are summed up, and a finding is named once', () => {
    const twice = addDispatch(audit(2, ['a', 'b']), { lines: 3, binaries: 1, findings: ['b', 'c'] });
    expect(twice).toMatchObject({ dispatches: 2, changed_lines: 5, changed_binaries: 1, findings: ['a', 'b', 'c'] });
  });

  test('are noted within bounds, however much was put off', () => {
    const findings = Array.from({ length: 1000 }, (_, index) => `${index} ${'😀'.repeat(1000)}`);
    const bounded = addDispatch(openAudit(30), { lines: 0, binaries: 0, findings }).findings;
    expect(bounded).toHaveLength(50);
    expect(Math.max(...bounded.map((text) => [...text].length))).toBe(300);
  });
});

describe('a run that is audited', () => {
  const audited = view({
    completed: ['01', '02'],
    audits: { 'phase/01': audit(4, ['split the parser', 'ask @octocat']), 'phase/02': audit(31) },
  });

  test('says so in its status comment, and where the auditor went beyond a small fix', () => {
    expect(statusComment(audited, LINKS)).toContain(
      '**Audit:** 2 phases audited · 2 findings deferred · beyond a small fix: phase 02',
    );
    const swept = view({ audits: { 'phase/01': audit(1), 'sweep/01-1': audit(1), 'sweep/01-2': audit(1) } });
    expect(statusComment(swept, LINKS)).toContain('**Audit:** 1 phase and 2 sweeps audited\n');
    expect(statusComment(view(), LINKS)).not.toContain('Audit');
  });

  test('lists in its pull request what was put off, and what became of it', () => {
    const deferred = { items: [{ text: 'ask @octocat', done: false }], phases: [] };
    expect(pullRequestRegion(audited, deferred, [])).toMatch(
      /## Audit\n\n- phase 01: audited: 4 lines changed, 2 findings deferred\n {2}- split the parser \(worked off since\)\n {2}- ask @\u2060octocat\n- phase 02: audited: 31 lines/,
    );
    expect(pullRequestRegion(view(), EMPTY_DEFERRED, [])).not.toContain('## Audit');
  });

  test('still shows what it cost, however long the list is', () => {
    const findings = Array.from({ length: 50 }, (_, index) => `${index} ${'`'.repeat(250)}`);
    const audits = Object.fromEntries(
      Array.from({ length: 500 }, (_, index) => [`phase/${index}`, audit(4, findings)]),
    );
    const region = pullRequestRegion(view({ audits }), EMPTY_DEFERRED, []);
    expect([...region].length).toBeLessThan(60_000);
    expect(isClosed(region)).toBe(true);
    expect(region).toContain('more lines are not shown');
    expect(region).toContain('Total cost:');
  });
});
