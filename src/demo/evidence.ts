import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Octokit } from '@octokit/rest';
import { execa } from 'execa';
import { z } from 'zod';
import { type RunRecord, runRecordSchema } from '../run/record.js';

export interface Evidence {
  readonly record: RunRecord;
  readonly pull: {
    readonly number: number;
    readonly title: string;
    readonly url: string;
    readonly draft: boolean;
    readonly state: string;
  } | null;
  readonly commits: readonly { readonly sha: string; readonly subject: string }[];
  readonly statusComment: string | null;
  readonly tests: { readonly command: string; readonly passed: boolean; readonly output: string } | null;
}

export interface EvidenceRequest {
  readonly octokit: Octokit;
  readonly owner: string;
  readonly repo: string;
  readonly issue: number;
  readonly cloneUrl: string;
  readonly token: string;
  /** How the branch is tested in a fresh clone. */
  readonly testCommand: readonly [string, ...string[]] | null;
  readonly env: Readonly<Record<string, string>>;
}

const treeSchema = z.looseObject({ tree: z.array(z.looseObject({ path: z.string() })) });

/** Collects what proves that a run did its work, from the remote alone: never from what Pitboss says about itself. */
export async function collectEvidence(request: EvidenceRequest): Promise<Evidence | null> {
  const { octokit, owner, repo } = request;
  const record = await newestRecord(request);
  if (record === null) {
    return null;
  }
  const { data: pulls } = await octokit.rest.pulls.list({
    owner,
    repo,
    head: `${owner}:${record.branch}`,
    state: 'all',
  });
  const pull = pulls[0];
  const { data: comparison } = await octokit.rest.repos.compareCommitsWithBasehead({
    owner,
    repo,
    basehead: `${record.base.sha}...${record.branch}`,
  });
  const { data: comments } = await octokit.rest.issues.listComments({ owner, repo, issue_number: request.issue });
  return {
    record,
    pull:
      pull === undefined
        ? null
        : { number: pull.number, title: pull.title, url: pull.html_url, draft: pull.draft ?? false, state: pull.state },
    commits: comparison.commits.map((commit) => ({
      sha: commit.sha,
      subject: commit.commit.message.split('\n')[0] ?? '',
    })),
    statusComment:
      comments.find((comment) => comment.body?.includes(`pitboss:status:v1 run=${record.run_id}`))?.body ?? null,
    tests: await testBranch(request, record.branch),
  };
}

type Place = Pick<EvidenceRequest, 'octokit' | 'owner' | 'repo'>;

/** The newest run on the ledger, or null while there is none. */
export async function newestRecord({ octokit, owner, repo }: Place): Promise<RunRecord | null> {
  const branch = await octokit.rest.git.listMatchingRefs({ owner, repo, ref: 'heads/pitboss/ledger' });
  const tip = branch.data[0]?.object.sha;
  if (tip === undefined) {
    return null;
  }
  const { data } = await octokit.rest.git.getTree({ owner, repo, tree_sha: tip, recursive: 'true' });
  const paths = treeSchema.parse(data).tree.map((entry) => entry.path);
  const path = paths
    .filter((name) => /^runs\/[^/]+\/run\.json$/.test(name))
    .sort()
    .at(-1);
  if (path === undefined) {
    return null;
  }
  const file = await octokit.rest.repos.getContent({
    owner,
    repo,
    path,
    ref: 'pitboss/ledger',
    mediaType: { format: 'raw' },
  });
  return runRecordSchema.parse(JSON.parse(z.string().parse(file.data)));
}

/** Clones the branch afresh and runs its tests there. */
async function testBranch(request: EvidenceRequest, branch: string): Promise<Evidence['tests']> {
  const command = request.testCommand;
  if (command === null) {
    return null;
  }
  const dir = await mkdtemp(join(tmpdir(), 'pitboss-evidence-'));
  try {
    const url = request.cloneUrl.replace('://', `://x-access-token:${request.token}@`);
    await execa('git', ['clone', '--quiet', '--branch', branch, url, join(dir, 'clone')]);
    const [program, ...args] = command;
    const result = await execa(program, args, {
      cwd: join(dir, 'clone'),
      env: request.env,
      extendEnv: false,
      reject: false,
      all: true,
    });
    return { command: command.join(' '), passed: result.exitCode === 0, output: result.all.slice(-2000) };
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

/** What is missing for a success; empty when everything is there. */
export function missingEvidence(evidence: Evidence, phases: number): readonly string[] {
  const { record, pull, commits, tests } = evidence;
  const missing: string[] = [];
  if (record.status !== 'finished') {
    missing.push(
      `the run is ${record.status}${record.halt === null ? '' : ` (${record.halt.code}: ${record.halt.what} ${record.halt.why})`}`,
    );
  }
  if (record.completed.length !== phases) {
    missing.push(`${record.completed.length} of ${phases} phases are completed`);
  }
  const recorded = [...Object.values(record.commits), ...(record.sweeps ?? []).map((sweep) => sweep.commit)];
  const withCommit = recorded.filter((commit) => commit !== null).length;
  if (commits.length !== withCommit || commits.length === 0) {
    missing.push(`${commits.length} commits are on the branch, ${withCommit} are recorded`);
  }
  if (pull === null || pull.state !== 'open' || pull.draft) {
    missing.push(pull === null ? 'there is no pull request' : 'the pull request is not open and ready for review');
  }
  if (tests !== null && !tests.passed) {
    missing.push(`the tests fail on a fresh clone of the branch:\n${tests.output}`);
  }
  return missing;
}
