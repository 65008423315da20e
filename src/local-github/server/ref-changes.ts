import type { Actor } from './call.js';
import type { CommitData } from './git/commits.js';
import type { Hub } from './hub.js';
import type { Repository } from './state.js';
import { pushCommitView } from './views/commit.js';
import { fullPullView } from './views/pull.js';
import { noreplyAddress } from './views/user.js';

export interface RefChange {
  /** Full name. */
  readonly ref: string;
  readonly from: string | null;
  readonly to: string | null;
}

const ZERO = '0'.repeat(40);
/** GitHub lists at most this many commits in a push event. */
const MAX_COMMITS = 2048;

/** What follows from refs that moved, by push or by API: pull requests follow their branches, then events go out. */
export async function refsChanged(
  hub: Hub,
  repo: Repository,
  changes: readonly RefChange[],
  actor: Actor,
): Promise<void> {
  for (const change of changes) {
    const name = /^refs\/(heads|tags)\/(.+)$/.exec(change.ref);
    const [, kind, short] = name ?? [];
    if (short === undefined) {
      continue;
    }
    repo.pushedAt = hub.now();
    await announceRef(hub, repo, change, { kind: kind === 'tags' ? 'tag' : 'branch', short, actor });
    if (kind === 'heads') {
      await movePulls(hub, repo, { ...change, branch: short }, actor);
    }
  }
}

interface RefNews {
  readonly kind: 'tag' | 'branch';
  readonly short: string;
  readonly actor: Actor;
}

async function announceRef(hub: Hub, repo: Repository, change: RefChange, news: RefNews): Promise<void> {
  const { actor, kind, short } = news;
  const details = { ref: short, ref_type: kind, pusher_type: 'user' };
  if (change.from === null) {
    const payload = { ...details, master_branch: repo.defaultBranch, description: repo.description };
    hub.emit({ name: 'create', action: null, repo, actor, payload });
  }
  hub.emit({ name: 'push', action: null, repo, actor, payload: await pushPayload(hub, repo, change, actor) });
  if (change.to === null) {
    hub.emit({ name: 'delete', action: null, repo, actor, payload: details });
  }
}

async function pushPayload(
  hub: Hub,
  repo: Repository,
  change: RefChange,
  actor: Actor,
): Promise<Record<string, unknown>> {
  const git = hub.git(repo);
  const head = change.to === null ? null : await git.commit(change.to);
  const commits = head === null ? { list: [], forced: false } : await pushedCommits(hub, repo, change, head);
  const views = commits.list.map((commit) => pushCommitView(hub, repo, commit));
  return {
    ref: change.ref,
    before: change.from ?? ZERO,
    after: change.to ?? ZERO,
    created: change.from === null,
    deleted: change.to === null,
    forced: commits.forced,
    base_ref: null,
    compare: `${hub.origin}/${repo.fullName}/compare/${change.from ?? ''}...${change.to ?? ''}`,
    commits: views,
    head_commit: head === null ? null : pushCommitView(hub, repo, head),
    pusher: { name: actor.account.login, email: noreplyAddress(actor.account) },
  };
}

async function pushedCommits(
  hub: Hub,
  repo: Repository,
  change: RefChange,
  head: CommitData,
): Promise<{ readonly list: readonly CommitData[]; readonly forced: boolean }> {
  const git = hub.git(repo);
  if (change.from !== null && head.parents.length === 1 && head.parents[0] === change.from) {
    return { list: [head], forced: false };
  }
  const others = change.from ?? (await git.resolve(repo.defaultBranch));
  const exclude = others === null || others === head.sha ? [] : [`^${others}`];
  const max = `--max-count=${others === head.sha ? 0 : MAX_COMMITS}`;
  const text = (await git.text('rev-list', '--topo-order', '--reverse', max, head.sha, ...exclude)) ?? '';
  const shas = text.split('\n').filter((sha) => sha !== '');
  const list = await Promise.all(shas.map((sha) => git.commit(sha)));
  const forced = change.from !== null && !(await git.isAncestor(change.from, head.sha));
  return { list: list.flatMap((commit) => commit ?? []), forced };
}

async function movePulls(
  hub: Hub,
  repo: Repository,
  change: RefChange & { readonly branch: string },
  actor: Actor,
): Promise<void> {
  for (const issue of repo.issues.values()) {
    const { pull } = issue;
    if (pull === null || issue.state === 'closed') {
      continue;
    }
    if (pull.baseRef === change.branch && change.to !== null) {
      pull.baseSha = change.to;
    }
    if (pull.headRef !== change.branch) {
      continue;
    }
    issue.updatedAt = hub.now();
    const action = change.to === null ? 'closed' : 'synchronize';
    if (change.to === null) {
      Object.assign(issue, { state: 'closed', closedAt: hub.now(), closedBy: actor.account });
    } else {
      pull.headSha = change.to;
      await hub.git(repo).updateRef(`refs/pull/${issue.number}/head`, change.from, change.to);
    }
    const view = await fullPullView(hub, repo, { issue, pull }, { mergeable: false });
    const payload = { number: issue.number, pull_request: view, before: change.from, after: change.to };
    hub.emit({ name: 'pull_request', action, repo, actor, payload });
  }
}
