import type { Caller } from './calls/caller.js';
import { githubError } from './errors.js';
import type { RepositoryApi } from './repository-api.js';
import { issueEditSchema, issueSchema, readAs } from './schemas.js';

type Issues = Pick<RepositoryApi, 'issue'> & IssueHistory;

export interface IssueHistory {
  /** When the issue's body was last edited (ISO 8601), or null for never. REST does not tell: `updated_at` moves with every comment. */
  bodyEditedAt(number: number): Promise<string | null>;
}

export function issues(caller: Caller): Issues {
  return {
    async issue(number) {
      const doing = `reading issue #${number}`;
      const response = await caller.read(`/issues/${number}`, doing);
      if (response === null) {
        throw githubError({ status: 404, message: 'Not Found' }, doing);
      }
      const data = readAs(issueSchema, response.data, doing);
      return {
        number: data.number,
        title: data.title,
        body: data.body ?? '',
        authorId: data.user?.id ?? 0,
        updatedAt: data.updated_at,
        pullRequest: data.pull_request !== undefined && data.pull_request !== null,
      };
    },
    bodyEditedAt(number) {
      const doing = `reading the edits of issue #${number}`;
      return caller
        .repeat({
          doing,
          onAmbiguous: 'repeat',
          send: async () => {
            const data = await caller.graphql(LAST_EDIT, { owner: caller.owner, repo: caller.repo, number });
            const { repository } = readAs(issueEditSchema, data, doing);
            return { at: repository.issue?.lastEditedAt ?? null };
          },
        })
        .then((found) => found.at);
    },
  };
}

const LAST_EDIT =
  'query($owner: String!, $repo: String!, $number: Int!) { repository(owner: $owner, name: $repo) { issue(number: $number) { lastEditedAt } } }';
