import pc from 'picocolors';
import { type GrindEvidence, missingFromGrind } from './grind.js';

/** The worked examples of grind for people, and what is missing from them. */
export function grindLines(evidence: GrindEvidence): {
  readonly lines: readonly string[];
  readonly missing: readonly string[];
} {
  const { sessions, commits, metric, green } = evidence;
  const lines = [
    ...sessions.map(({ seq, prompt, status, commit, summary }) => {
      const landed = commit === null ? pc.dim('no commit') : pc.yellow(commit.slice(0, 7));
      return `  ${seq}. ${prompt}: ${status}, ${landed}: ${(summary ?? '').split('\n')[0]}`;
    }),
    `  ${commits.length} commits; the metric of speed-up went from ${metric.before} to ${metric.after}`,
    `  npm test on a fresh clone of the branch: ${green ? pc.green('passed') : pc.red('failed')}`,
  ];
  return { lines, missing: missingFromGrind(evidence) };
}
