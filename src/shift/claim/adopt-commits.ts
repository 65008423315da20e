import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { CommitInfo } from '../../git/repository.js';
import { checkTree } from '../../land/check-tree.js';
import { isoNow, type LandPorts, type RunFiles, withEvent } from '../../land/run-files.js';
import { adopt } from '../../run/branch/adoption.js';
import { adoptionUnsafe } from '../../run/branch/branch-halts.js';
import { halts } from '../../run/halts.js';
import type { Halt, RunRecord } from '../../run/record.js';
import type { Trigger } from '../../run/trigger.js';

/** A person's word that the run is to go on from what stands on its branch: which tip they saw, and who they are. */
export interface AdoptWord {
  readonly tip: string;
  readonly by: string;
}

/** The last such word among commands that nobody has applied yet. */
export function adoptWord(inbox: readonly Trigger[]): AdoptWord | null {
  const said = inbox.findLast((trigger) => trigger.adopt !== undefined);
  return said?.adopt === undefined ? null : { tip: said.adopt.tip, by: said.actor.login };
}

/** The commits on top of the recorded head, newest first, if the run may go on from the tip; else why it halts. */
export async function commitsOnTop(
  land: LandPorts,
  record: RunRecord,
  { tip, word }: { readonly tip: string | null; readonly word: AdoptWord | null },
): Promise<readonly CommitInfo[] | Halt> {
  const tips = { recorded: record.head_sha, found: tip };
  if (tip === null || word === null) {
    return halts.branchMoved(record.branch, tips);
  }
  if (word.tip !== tip) {
    // What nobody has looked at is not taken over.
    return halts.branchMoved(record.branch, { ...tips, seen: word.tip });
  }
  const ref = `refs/heads/${record.branch}`;
  const descent = await land.repository.descent({ ref, tip, from: record.head_sha });
  return descent.kind === 'descends' ? descent.commits : halts.adoptionRefused(record.branch, tips);
}

export interface Theirs {
  readonly tip: string;
  readonly by: string;
  /** Newest first. */
  readonly commits: readonly CommitInfo[];
  /** Outside every tree that an agent can write. */
  readonly scratch: string;
}

/** The run's files on top of people's commits, or why these are not taken over. Nothing is pushed: the branch stands already. */
export async function adoptCommits(land: LandPorts, files: RunFiles, theirs: Theirs): Promise<RunFiles | Halt> {
  const { record } = files;
  const { tip, by, commits } = theirs;
  const problem = await treeProblem(land, record, theirs);
  if (problem !== null) {
    return adoptionUnsafe(record.branch, problem);
  }
  const at = isoNow(land.clock);
  const adopted = { ...files, record: adopt(record, { to: tip, commits, by, at }) };
  return withEvent(adopted, at, {
    event: 'adopted_commits',
    from: record.head_sha,
    to: tip,
    count: commits.length,
    by,
  });
}

/** What a person committed is looked at as what an agent left, but that people may change workflows and configuration. */
async function treeProblem(land: LandPorts, record: RunRecord, { tip, scratch }: Theirs): Promise<Halt | null> {
  const dir = join(scratch, 'adopted');
  try {
    await land.repository.checkout(tip, dir, record.branch);
    const { changes } = await land.repository.snapshot(record.head_sha, dir);
    return await checkTree(dir, changes, { protectWorkflows: false, byPeople: true, secrets: land.secrets });
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}
