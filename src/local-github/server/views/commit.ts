import type { CommitData } from '../git/commits.js';
import type { Hub } from '../hub.js';
import type { Account, Repository } from '../state.js';
import { repositoryUrl } from './repository.js';
import { userView } from './user.js';

const UNSIGNED = { verified: false, reason: 'unsigned', signature: null, payload: null, verified_at: null };

/** A commit as `/git/commits` shows it. */
export function gitCommitView(hub: Hub, repo: Repository, commit: CommitData): Record<string, unknown> {
  const url = `${repositoryUrl(hub, repo)}/git`;
  return {
    sha: commit.sha,
    node_id: `C_${commit.sha}`,
    url: `${url}/commits/${commit.sha}`,
    html_url: `${hub.origin}/${repo.fullName}/commit/${commit.sha}`,
    author: commit.author,
    committer: commit.committer,
    message: commit.message,
    tree: { sha: commit.tree, url: `${url}/trees/${commit.tree}` },
    parents: commit.parents.map((sha) => ({ sha, url: `${url}/commits/${sha}` })),
    verification: UNSIGNED,
  };
}

/** A commit as `/commits`, compare and pull requests show it. */
export function commitView(hub: Hub, repo: Repository, commit: CommitData): Record<string, unknown> {
  const url = `${repositoryUrl(hub, repo)}/commits/${commit.sha}`;
  const html = `${hub.origin}/${repo.fullName}/commit`;
  const author = accountOf(hub, commit.author.email);
  const committer = accountOf(hub, commit.committer.email);
  return {
    sha: commit.sha,
    node_id: `C_${commit.sha}`,
    commit: {
      author: commit.author,
      committer: commit.committer,
      message: commit.message,
      tree: { sha: commit.tree, url: `${repositoryUrl(hub, repo)}/git/trees/${commit.tree}` },
      url: `${repositoryUrl(hub, repo)}/git/commits/${commit.sha}`,
      comment_count: 0,
      verification: UNSIGNED,
    },
    url,
    html_url: `${html}/${commit.sha}`,
    comments_url: `${url}/comments`,
    author: author === null ? null : userView(hub, author),
    committer: committer === null ? null : userView(hub, committer),
    parents: commit.parents.map((sha) => ({
      sha,
      url: `${repositoryUrl(hub, repo)}/commits/${sha}`,
      html_url: `${html}/${sha}`,
    })),
  };
}

/** A commit as push payloads carry it. */
export function pushCommitView(hub: Hub, repo: Repository, commit: CommitData): Record<string, unknown> {
  const person = (who: CommitData['author']): Record<string, unknown> => {
    const account = accountOf(hub, who.email);
    return { name: who.name, email: who.email, ...(account === null ? {} : { username: account.login }) };
  };
  return {
    id: commit.sha,
    tree_id: commit.tree,
    distinct: true,
    message: commit.message,
    timestamp: commit.committer.date,
    url: `${hub.origin}/${repo.fullName}/commit/${commit.sha}`,
    author: person(commit.author),
    committer: person(commit.committer),
    added: [],
    removed: [],
    modified: [],
  };
}

/** GitHub attributes commits by address; here the noreply forms are the known ones. */
function accountOf(hub: Hub, email: string): Account | null {
  const login = /^(?:\d+\+)?(.+)@users\.noreply\.github\.com$/.exec(email)?.[1];
  return login === undefined ? null : (hub.state.accounts.get(login.toLowerCase()) ?? null);
}
