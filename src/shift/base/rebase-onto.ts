import type { CommitInfo } from '../../git/repository.js';
import { isoNow, type LandPorts, type RunFiles } from '../../land/run-files.js';
import { heldBase, ownCommits, rebased } from '../../run/branch/moved-base.js';
import { halts } from '../../run/halts.js';
import type { Halt } from '../../run/record.js';
import { type Followed, type Following, halted, type Moved, standOn } from './ground.js';

/**
 * Puts the commits of the run on the new tip of its base, one by one, and the run branch on the last of them. What is left behind is
 * exactly what the record names as ours; a commit of anybody else, or a merge, and nothing is rewritten.
 */
export async function rebaseOnto(following: Following, files: RunFiles, moved: Moved): Promise<Followed> {
  const { land } = following;
  const { record } = files;
  const { tip, order } = moved;
  const { ref: name } = record.base;
  const own = await commitsToMove(land, files, moved);
  if ('code' in own) {
    return halted(land, files, { tip, halt: own });
  }
  const replayed = await replay(land, own, tip);
  if (!(replayed instanceof Map)) {
    return halted(land, files, { tip: null, halt: halts.baseConflict(name, tip, replayed.conflicts) });
  }
  const head = replayed.get(record.head_sha) ?? tip;
  return standOn(
    following,
    files,
    { order },
    {
      record: rebased(record, order, { tip, head, replaced: replayed }),
      event: { event: 'rebased', commit: head, base: tip },
      message: `rebased on ${name}`,
      replaces: own.map(({ sha }) => sha),
      told: `put ${own.length} commits on ${name} at ${tip.slice(0, 12)}`,
    },
  );
}

/** The commits of the run above the base that it holds, oldest first; or why they must stay where they are. */
async function commitsToMove(
  { repository }: LandPorts,
  { record }: RunFiles,
  { ref, tip }: Moved,
): Promise<readonly CommitInfo[] | Halt> {
  const from = heldBase(record);
  if ((await repository.descent({ ref, tip, from })).kind !== 'descends') {
    return halts.baseRewritten(record.base.ref, { known: from, tip });
  }
  if (record.head_sha === from) {
    return [];
  }
  const branch = `refs/heads/${record.branch}`;
  const above = await repository.descent({ ref: branch, tip: record.head_sha, from });
  const commits = above.kind === 'descends' ? above.commits.toReversed() : [];
  const ours = ownCommits(record);
  const foreign = commits.find(({ sha, parents }) => !ours.has(sha) || parents.length !== 1);
  return foreign === undefined && commits.length > 0
    ? commits
    : halts.baseNotRebased(record.base.ref, foreign?.sha ?? record.head_sha);
}

/** Each commit again, with its own words and author, on top of `tip`: the new one by the old one. Or the paths that do not fit. */
async function replay(
  land: LandPorts,
  own: readonly CommitInfo[],
  tip: string,
): Promise<Map<string, string> | { readonly conflicts: readonly string[] }> {
  const { repository, clock } = land;
  const replaced = new Map<string, string>();
  await repository.fetch([tip, ...own.flatMap(({ sha, parents }) => [sha, ...parents])]);
  let top = tip;
  for (const { sha, parents, message, author, committer } of own) {
    const merged = await repository.mergeTrees({ base: parents[0] ?? tip, ours: top, theirs: sha });
    if (merged.kind !== 'clean') {
      return { conflicts: merged.kind === 'conflict' ? merged.paths : [] };
    }
    const request = { parents: [top], content: { tree: merged.tree }, message, author, committer, at: isoNow(clock) };
    const [again = top] = await repository.commit([request]);
    replaced.set(sha, again);
    top = again;
  }
  return replaced;
}
