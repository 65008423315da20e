import { z } from 'zod';

const count = z.number().int().nonnegative();

/** What the auditor did in one unit, measured by us. */
export const auditSchema = z.looseObject({
  /** False while an auditor was only interrupted or failed: the unit is then audited again when it goes on. */
  done: z.boolean(),
  /** Dispatches of the auditor; none where the unit left no diff to look at. */
  dispatches: count,
  /** Lines that the auditor added and removed, and binary files that it changed, summed over its dispatches. */
  changed_lines: count,
  changed_binaries: count,
  /** `audit.small_fix_line_limit` as the auditor was told. */
  small_fix_line_limit: count,
});
type Audit = z.infer<typeof auditSchema>;

/** An audit with what it put off: texts of deferred items and titles of deferred phases. */
export const auditReportSchema = auditSchema.extend({ findings: z.array(z.string()) });
export type AuditReport = z.infer<typeof auditReportSchema>;

/** Findings that are noted by their text, each in at most so many characters; deferred.md has all of them whole. */
const MOST_FINDINGS = 50;
const LONGEST_FINDING = 300;

export function openAudit(lineLimit: number): AuditReport {
  return {
    done: false,
    dispatches: 0,
    changed_lines: 0,
    changed_binaries: 0,
    small_fix_line_limit: lineLimit,
    findings: [],
  };
}

export interface AuditTurn {
  readonly lines: number;
  readonly binaries: number;
  readonly findings: readonly string[];
  /** Starts of an agent, where its provider was busy at first; 1 unless said. */
  readonly starts?: number;
}

/** The report with one more turn of the auditor in it. */
export function addDispatch(report: AuditReport, dispatch: AuditTurn): AuditReport {
  const findings = dispatch.findings.map((text) => [...text].slice(0, LONGEST_FINDING).join(''));
  return {
    ...report,
    dispatches: report.dispatches + (dispatch.starts ?? 1),
    changed_lines: report.changed_lines + dispatch.lines,
    changed_binaries: report.changed_binaries + dispatch.binaries,
    findings: [...new Set([...report.findings, ...findings])].slice(0, MOST_FINDINGS),
  };
}

/** Whether the auditor itself changed more than a small fix may. A binary file has no lines to count, so it is more. */
export function beyondSmallFix(audit: Audit): boolean {
  return audit.changed_lines > audit.small_fix_line_limit || audit.changed_binaries > 0;
}
