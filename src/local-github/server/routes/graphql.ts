import { z } from 'zod';
import type { RouteReply } from '../../contract.js';
import type { Call } from '../call.js';
import { actorOf, denied } from '../call.js';
import { levelOn } from '../credentials.js';
import type { Api } from '../http/api.js';
import { refusal, reply } from '../http/reply.js';
import type { Repository } from '../state.js';
import { findRepository, nodeId } from '../state.js';
import type { PullRequest } from '../views/pull.js';
import { FOLDER, folder } from './graphql-folder.js';
import { emitPull } from './pulls/change.js';

const requestSchema = z.object({ query: z.string(), variables: z.record(z.string(), z.unknown()).nullish() });

const MUTATIONS = {
  markPullRequestReadyForReview: { draft: false, action: 'ready_for_review' },
  convertPullRequestToDraft: { draft: true, action: 'converted_to_draft' },
} as const;

type Mutation = keyof typeof MUTATIONS;

/** What REST has no counterpart for, or only with many requests: two mutations, the time of an issue's last edit, the texts of a folder. Any other operation is an error in GraphQL's form. */
export function addGraphqlRoutes(api: Api): void {
  api.any('POST', '/graphql', answer);
}

async function answer(call: Call): Promise<RouteReply> {
  const input = requestSchema.safeParse(call.body);
  const actor = actorOf(call.credential);
  if (actor === null) {
    return refusal(401, 'This endpoint requires you to be authenticated.');
  }
  if (!input.success) {
    return reply(200, { errors: [{ message: 'A query attribute must be specified and must be a string.' }] });
  }
  if (EDIT_TIME.test(input.data.query)) {
    return editTime(call, input.data.variables ?? {});
  }
  if (FOLDER.test(input.data.query)) {
    return folder(call, input.data.variables ?? {});
  }
  const name = mutationIn(input.data.query);
  if (name === null) {
    call.hub.parts.unknownRoutes.push(`POST /graphql ${input.data.query.slice(0, 200)}`);
    return failure(null, 'undefinedField', 'This operation is not known to the local GitHub');
  }
  const id = pullIdIn(input.data.query, input.data.variables ?? {});
  const place = id === null ? null : findPull(call, id);
  if (place === null) {
    return failure(name, 'NOT_FOUND', `Could not resolve to a node with the global id of '${id ?? ''}'`);
  }
  const { repo, found } = place;
  const auth = { ...call.auth, level: levelOn(call.hub.state, call.credential, repo) };
  const need = { permission: 'pull_requests', access: 'write', level: 'write' } as const;
  if (denied({ ...call, auth, repo }, need) !== null) {
    return failure(name, 'FORBIDDEN', 'Resource not accessible by integration');
  }
  const { draft, action } = MUTATIONS[name];
  if (draft && !repo.settings.drafts) {
    return failure(name, 'UNPROCESSABLE', 'Draft pull requests are not supported in this repository.');
  }
  if (found.pull.draft !== draft) {
    found.pull.draft = draft;
    await emitPull(call.hub, repo, found, { action, actor });
  }
  const pullRequest = { id, number: found.issue.number, isDraft: draft, state: found.issue.state.toUpperCase() };
  return reply(200, { data: { [name]: { clientMutationId: null, pullRequest } } });
}

/** `repository(…) { issue(…) { lastEditedAt } }` with any names of variables around it. */
const EDIT_TIME =
  /^\s*query\b[^{]*\{\s*repository\([^)]*\)\s*\{\s*issue\([^)]*\)\s*\{\s*lastEditedAt\s*\}\s*\}\s*\}\s*$/;
const issueNameSchema = z.object({ owner: z.string(), repo: z.string(), number: z.number() });

function editTime(call: Call, variables: Readonly<Record<string, unknown>>): RouteReply {
  const name = issueNameSchema.safeParse(variables);
  const repo = name.success ? findRepository(call.hub.state, `${name.data.owner}/${name.data.repo}`) : null;
  if (!name.success || repo === null || levelOn(call.hub.state, call.credential, repo) === 'none') {
    return failure(null, 'NOT_FOUND', 'Could not resolve to a Repository.');
  }
  const issue = repo.issues.get(name.data.number);
  return issue === undefined
    ? failure(null, 'NOT_FOUND', `Could not resolve to an Issue with the number of ${name.data.number}.`)
    : reply(200, { data: { repository: { issue: { lastEditedAt: issue.lastEditedAt } } } });
}

function mutationIn(query: string): Mutation | null {
  const field = /^\s*mutation\b[^{]*\{\s*(?:\w+\s*:\s*)?(\w+)/.exec(query)?.[1];
  return field === 'markPullRequestReadyForReview' || field === 'convertPullRequestToDraft' ? field : null;
}

const inputSchema = z.object({ pullRequestId: z.string() });

/** The id as a literal, as a variable under any name, or inside an input object. */
function pullIdIn(query: string, variables: Readonly<Record<string, unknown>>): string | null {
  const literal = /pullRequestId\s*:\s*"([^"]+)"/.exec(query)?.[1];
  const variable = /pullRequestId\s*:\s*\$(\w+)/.exec(query)?.[1];
  const named = variable === undefined ? undefined : variables[variable];
  const whole = Object.values(variables).map((value) => inputSchema.safeParse(value).data?.pullRequestId);
  return literal ?? (typeof named === 'string' ? named : null) ?? whole.find((id) => id !== undefined) ?? null;
}

function findPull(call: Call, id: string): { readonly repo: Repository; readonly found: PullRequest } | null {
  for (const repo of call.hub.state.repositories.values()) {
    for (const issue of repo.issues.values()) {
      if (issue.pull !== null && nodeId('PR', issue.pull.id) === id) {
        const visible = levelOn(call.hub.state, call.credential, repo) !== 'none';
        return visible ? { repo, found: { issue, pull: issue.pull } } : null;
      }
    }
  }
  return null;
}

function failure(name: Mutation | null, type: string, message: string): RouteReply {
  const data = name === null ? {} : { data: { [name]: null } };
  const path = name === null ? {} : { path: [name] };
  return reply(200, { ...data, errors: [{ type, ...path, message, locations: [{ line: 1, column: 1 }] }] });
}
