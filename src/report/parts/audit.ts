import { type Deferred, openItems } from '../../documents/deferred.js';
import { type AuditReport, beyondSmallFix } from '../../run/audit.js';
import type { RunRecord } from '../../run/record.js';
import { parseUnitName } from '../../run/units/unit-name.js';
import { plural } from '../format.js';
import { clipped, inert, inertLine } from '../markdown.js';

/** Longest finding that is shown whole, and most lines of the section: what follows it must not be cut away. */
const FINDING = 200;
const ROWS = 100;

/** What an audit came to, in one line: `audited: 4 lines changed, 1 finding deferred`. */
export function auditSentence(report: AuditReport): string {
  if (report.dispatches === 0) {
    return 'not audited: there was no diff';
  }
  const changed = changedText(report);
  const limit = plural(report.small_fix_line_limit, 'line');
  const over = beyondSmallFix(report) ? ` (more than a small fix of ${limit}: have a look)` : '';
  const findings = report.findings.length === 0 ? '' : `, ${plural(report.findings.length, 'finding')} deferred`;
  return `audited: ${changed}${over}${findings}`;
}

function changedText({ changed_lines: lines, changed_binaries: binaries }: AuditReport): string {
  if (lines === 0 && binaries === 0) {
    return 'nothing changed';
  }
  const parts = [
    lines === 0 ? '' : plural(lines, 'line'),
    binaries === 0 ? '' : plural(binaries, 'binary file', 'binary files'),
  ];
  return `${parts.filter((part) => part !== '').join(' and ')} changed`;
}

/** The audit in the pull request: each landed unit, and what the auditor put off, with what became of it. */
export function auditSection(record: RunRecord, deferred: Deferred): string {
  const audits = Object.entries(record.audits);
  if (audits.length === 0) {
    return '';
  }
  const open = new Set([
    ...openItems(deferred).map((item) => item.text),
    ...deferred.phases.map((phase) => phase.title),
  ]);
  const isOpen = (finding: string) => [...open].some((text) => text.startsWith(finding));
  const rows = audits.flatMap(([unit, report]) => [
    `- ${inert(unit.replace('/', ' '))}: ${auditSentence(report)}`,
    ...report.findings.map(
      (text) => `  - ${inertLine(clipped(text, FINDING))}${isOpen(text) ? '' : ' (worked off since)'}`,
    ),
  ]);
  const more = rows.length > ROWS ? [`\n_${rows.length - ROWS} more lines are not shown._`] : [];
  return `## Audit\n\n${[...rows.slice(0, ROWS), ...more].join('\n')}`;
}

/** The audit in the status comment: how much of what landed was audited, and where the auditor went beyond a small fix. */
export function auditLine(record: RunRecord): string {
  const audits = Object.entries(record.audits);
  if (audits.length === 0) {
    return '';
  }
  const audited = audits.flatMap(([unit, report]) => (report.dispatches > 0 ? [unit] : []));
  const sweeps = audited.filter((unit) => parseUnitName(unit)?.kind === 'sweep').length;
  const findings = audits.reduce((sum, [, report]) => sum + report.findings.length, 0);
  const beyond = audits.filter(([, report]) => beyondSmallFix(report)).map(([unit]) => inert(unit.replace('/', ' ')));
  const parts = [
    `${plural(audited.length - sweeps, 'phase')}${sweeps === 0 ? '' : ` and ${plural(sweeps, 'sweep')}`} audited`,
    findings === 0 ? '' : `${plural(findings, 'finding')} deferred`,
    beyond.length === 0 ? '' : `beyond a small fix: ${beyond.slice(0, 10).join(', ')}${beyond.length > 10 ? ' …' : ''}`,
  ];
  return `**Audit:** ${parts.filter((part) => part !== '').join(' · ')}`;
}
