import { sha256 } from '../base/digest.js';
import { fail, ok, type Result } from '../base/result.js';
import type { GitHubRepository } from '../github/create-repository-api.js';
import type { PlanSnapshot } from '../run/trigger.js';
import { foreign, foreignCode } from './answers/foreign-text.js';
import { bodyBeforeComment } from './issue-body.js';
import { type CommentEvent, PLAN_FILE, type PlanReader } from './ports.js';

export interface PlanQuery {
  readonly api: GitHubRepository;
  readonly readPlan: PlanReader;
  readonly event: CommentEvent;
  /** The path of `--plan`, if it was given. */
  readonly path: string | null;
  /** The commit that the run starts from: files are read there, so that text and base belong together. */
  readonly sha: string;
}

/** Text that wants to be a plan: front matter with the plan's one key. If it fails to parse, its author wants to know. */
const MEANT_AS_PLAN = /^\s*---\r?\n(?:.*\r?\n){0,20}?["']?current_phase["']?\s*:/;

/** The plan that a `play` uses, in the order of docs/architecture.md; the error is Markdown for the answer. */
export async function findPlan(query: PlanQuery): Promise<Result<PlanSnapshot, string>> {
  if (query.path !== null) {
    return planFromFile(query, query.path, 'command');
  }
  const fromIssue = await planFromIssue(query);
  if (fromIssue !== null) {
    return fromIssue;
  }
  const fromFile = await planFromFile(query, PLAN_FILE, 'file');
  return fromFile.ok || !fromFile.error.startsWith('There is no file') ? fromFile : fail(HOW_TO_MAKE_ONE);
}

/** A plan that stands in a file of the default branch. */
export async function planFromFile(
  query: Pick<PlanQuery, 'api' | 'readPlan' | 'sha'>,
  path: string,
  source: 'file' | 'command',
): Promise<Result<PlanSnapshot, string>> {
  const text = await query.api.file(path, query.sha);
  if (text === null) {
    return fail(`There is no file ${foreignCode(path)} on the default branch.`);
  }
  const plan = query.readPlan(text);
  return plan.ok
    ? ok({ source, path, text, sha256: sha256(text) })
    : fail(`${foreignCode(path)} cannot be read as a plan: ${foreign(plan.error, 600)}`);
}

/** Null: the issue is not a plan, look elsewhere. */
async function planFromIssue(query: PlanQuery): Promise<Result<PlanSnapshot, string> | null> {
  const issue = await query.api.issue(query.event.comment.issue);
  const text = unixLines(issue.body);
  const plan = query.readPlan(text);
  if (!plan.ok && !MEANT_AS_PLAN.test(text)) {
    return null;
  }
  const unchanged = await bodyBeforeComment(query.api, query.event, issue);
  if (!unchanged.ok) {
    return unchanged;
  }
  return plan.ok
    ? ok({ source: 'issue', path: null, text, sha256: sha256(text) })
    : fail(`The text of this issue cannot be read as a plan: ${foreign(plan.error, 600)}`);
}

/** GitHub's forms send CRLF; plans are LF (I12). */
function unixLines(text: string): string {
  return text.replaceAll('\r\n', '\n');
}

const HOW_TO_MAKE_ONE = [
  `There is no plan: the text of this issue is none, and \`${PLAN_FILE}\` does not exist on the default branch.`,
  '',
  '`/pitboss plan` has one written. Or write the text of an issue like this, and comment `/pitboss play` below it (or keep the plan in a file and name it with `--plan PATH`):',
  '',
  '```markdown',
  '---',
  'current_phase: "01"',
  '---',
  '',
  '# Phase 01: What this step is about',
  '',
  'What to build, and how to see that it is done.',
  '```',
].join('\n');
