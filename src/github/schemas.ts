import { z } from 'zod';
import { PitbossError } from '../base/pitboss-error.js';

const account = z.looseObject({ login: z.string(), id: z.number().int(), type: z.string().default('User') });

export const repositorySchema = z.looseObject({
  default_branch: z.string(),
  private: z.boolean(),
  html_url: z.string(),
  clone_url: z.string(),
});
export const refSchema = z.looseObject({ object: z.looseObject({ sha: z.string() }) });
export const fileSchema = z.looseObject({
  type: z.literal('file'),
  encoding: z.string(),
  content: z.string(),
  size: z.number(),
});
export const permissionSchema = z.looseObject({ permission: z.string(), role_name: z.string().optional() });
export const issueSchema = z.looseObject({
  number: z.number().int(),
  title: z.string(),
  body: z.string().nullish(),
  user: account.nullish(),
  updated_at: z.string(),
  pull_request: z.unknown().optional(),
});
export const commentSchema = z.looseObject({
  id: z.number().int(),
  html_url: z.string(),
  issue_url: z.string().optional(),
  body: z.string().nullish(),
  created_at: z.string(),
  updated_at: z.string(),
  /** Null for deleted accounts. */
  user: account.nullish(),
});
export const dispatchSchema = z.looseObject({ workflow_run_id: z.number().int() });
export const workflowRunSchema = z.looseObject({
  id: z.number().int(),
  status: z.string().nullable(),
  display_title: z.string().optional(),
  created_at: z.string().optional(),
});
export const workflowRunsSchema = z.looseObject({ workflow_runs: z.array(workflowRunSchema) });
export const pullSchema = z.looseObject({
  number: z.number().int(),
  node_id: z.string(),
  html_url: z.string(),
  body: z.string().nullish(),
  draft: z.boolean().default(false),
  state: z.string(),
});
export const mergedSchema = z.looseObject({ merged: z.boolean() });
export const checkSchema = z.looseObject({
  id: z.number().int(),
  conclusion: z.string().nullish(),
  output: z.looseObject({ title: z.string().nullish() }).nullish(),
});
export const checksSchema = z.looseObject({ check_runs: z.array(checkSchema) });
export const issueEditSchema = z.looseObject({
  repository: z.looseObject({ issue: z.looseObject({ lastEditedAt: z.string().nullable() }).nullable() }),
});

/** Data of an answer in the shape we rely on; anything else is an answer of something that is not GitHub. */
export function readAs<T>(schema: z.ZodType<T>, data: unknown, doing: string): T {
  const parsed = schema.safeParse(data);
  if (parsed.success) {
    return parsed.data;
  }
  throw new PitbossError({
    code: 'github_unexpected',
    what: `The answer to ${doing} cannot be read.`,
    why: z.prettifyError(parsed.error),
    fix: 'Check that the API address is that of a GitHub server, and that no proxy rewrites its answers.',
  });
}
