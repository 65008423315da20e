/** One breach of a rule of the house. */
export interface Finding {
  readonly path: string;
  readonly line: number;
  /** Name of the rule, as the message's last word shows it. */
  readonly rule: string;
  readonly message: string;
}

/** `src/x.ts:12  message  [rule]`: editors make the first part a link. */
export function printFinding(finding: Finding): string {
  return `${finding.path}:${finding.line}  ${finding.message}  [${finding.rule}]`;
}
