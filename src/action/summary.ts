import { summary } from '@actions/core';
import { getExecOutput } from '@actions/exec';
import { ok } from '../base/result.js';
import { parsePlan } from '../documents/plan.js';
import { maskedStrings, secretMask } from '../land/mask-secrets.js';
import { boundedBody, code, inertLine } from '../report/markdown.js';
import { runView } from '../report/run-view.js';
import { statusComment } from '../report/status-comment.js';
import { NO_PLAN } from '../run/planning/planning.js';
import type { ShiftOutcome } from '../shift/ports.js';
import type { Job } from './job.js';

/** Said in every summary until agents run as a user of their own. */
const ISOLATION_NOTE =
  '> [!WARNING]\n> Agents and tests ran as the same Unix user as Pitboss itself: running them as a separate user is not part of this version. They got an allow-listed environment without tokens, but on this machine nothing else kept them apart.';

/**
 * Writes the job's summary: how the run stands, what this version does not protect from, and which tools were there.
 * @param known values that must not show in it (I9), and a line for each agent CLI that was installed
 */
export async function writeSummary(
  job: Job,
  outcome: ShiftOutcome,
  known: { readonly secrets: readonly string[]; readonly installed: readonly string[] },
): Promise<void> {
  const tools = [await toolLine(), ...known.installed.map((line) => `- ${inertLine(line)}`)].join('\n');
  await summary.addRaw(summaryText(job, outcome, { secrets: known.secrets, tools }), true).write();
}

/** The summary's Markdown. Secrets go before it is rendered, and once more from the whole. */
export function summaryText(
  job: Pick<Job, 'workflowUrl' | 'repositoryUrl'>,
  outcome: ShiftOutcome,
  parts: { readonly secrets: readonly string[]; readonly tools: string },
): string {
  const mask = secretMask(parts.secrets);
  const text = [statusText(job, maskedStrings(outcome, mask)), ISOLATION_NOTE, parts.tools].join('\n\n');
  return boundedBody(mask(text), 100_000);
}

function statusText(job: Pick<Job, 'workflowUrl' | 'repositoryUrl'>, outcome: ShiftOutcome): string {
  if (outcome.kind === 'declined' || outcome.kind === 'lost') {
    const done = outcome.kind === 'lost' ? 'what was done could not be recorded' : 'nothing done';
    return `### Pitboss: ${done}\n\n${outcome.reason.split('\n').map(inertLine).join('\n')}`;
  }
  const plan = outcome.record.kind === 'grind' ? ok(NO_PLAN) : parsePlan(outcome.planText);
  if (!plan.ok) {
    return `### Pitboss: run ${code(outcome.record.run_id)} is ${outcome.record.status}`;
  }
  const pull = outcome.record.effects.pull_request;
  return statusComment(runView(outcome.record, plan.value), {
    workflowUrl: job.workflowUrl,
    pullRequest: pull === undefined ? null : { number: pull.number, url: pull.url },
    pullRequestRefused: outcome.record.effects.pull_request_refused,
    repositoryUrl: job.repositoryUrl,
  });
}

async function toolLine(): Promise<string> {
  const versions = await Promise.all([versionOf('git', ['--version']), versionOf('node', ['--version'])]);
  return `Tools: ${versions.map(code).join(', ')}`;
}

async function versionOf(program: string, args: string[]): Promise<string> {
  try {
    const { stdout } = await getExecOutput(program, args, { silent: true, ignoreReturnCode: true });
    return `${program} ${stdout.trim().split('\n')[0] ?? ''}`;
  } catch {
    return `${program} not found`;
  }
}
