import type { Octokit } from '@octokit/rest';
import type { Scene } from './scene-contract.js';

type Place = { readonly owner: string; readonly repo: string };

/** What the owner of a repository sees of it, and writes to it, through the API. */
export function githubView(
  octokit: Octokit,
  at: Place,
  issue: number,
): Pick<Scene, 'comments' | 'reactions' | 'pulls' | 'checks' | 'commitFile'> {
  return {
    async comments(where = issue) {
      const { data } = await octokit.rest.issues.listComments({ ...at, issue_number: where, per_page: 100 });
      return data.map((each) => ({ id: each.id, author: each.user?.login ?? '', body: each.body ?? '' }));
    },
    async reactions(comment) {
      const { data } = await octokit.rest.reactions.listForIssueComment({ ...at, comment_id: comment });
      return data.map((each) => each.content).sort();
    },
    async pulls() {
      const { data } = await octokit.rest.pulls.list({ ...at, state: 'all' });
      return data.map((each) => ({
        number: each.number,
        draft: each.draft ?? false,
        state: each.state,
        title: each.title,
        body: each.body ?? '',
        author: each.user?.login ?? '',
        head: each.head.ref,
        base: each.base.ref,
      }));
    },
    async checks(sha) {
      const { data } = await octokit.rest.checks.listForRef({ ...at, ref: sha });
      return data.check_runs.map((each) => ({ name: each.name, conclusion: each.conclusion }));
    },
    async commitFile(path, content, branch = 'main') {
      const old = await octokit.rest.repos.getContent({ ...at, path, ref: branch }).catch(() => null);
      const known = old !== null && !Array.isArray(old.data) ? { sha: old.data.sha } : {};
      const { data } = await octokit.rest.repos.createOrUpdateFileContents({
        ...at,
        path,
        branch,
        message: `Change ${path}`,
        content: Buffer.from(content).toString('base64'),
        ...known,
      });
      return data.commit.sha ?? '';
    },
  };
}
