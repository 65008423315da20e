import { z } from 'zod';

const posted = z.looseObject({
  id: z.number().int(),
  /** SHA-256 of the text as last written; an equal text is not written again. */
  hash: z.string(),
});

/**
 * What exists on GitHub because of a run. Texts converge: they are written when their hash differs. Things that can only be
 * created once are looked for by their marker before they are created, so a crash in between creates no second one.
 */
export const effectsSchema = z.looseObject({
  /** The reaction that says the command was taken up. */
  started: z.boolean().optional(),
  status_comment: posted.optional(),
  end_comment: posted.optional(),
  pull_request: z
    .looseObject({
      number: z.number().int(),
      node_id: z.string(),
      url: z.string(),
      hash: z.string(),
      draft: z.boolean(),
    })
    .optional(),
  /** Why there is no pull request, in GitHub's words. */
  pull_request_refused: z.string().optional(),
  check: z.looseObject({ id: z.number().int(), head_sha: z.string(), conclusion: z.string() }).optional(),
  /** Nonces of shifts that were dispatched, newest last (at most ten are kept). */
  dispatched: z.array(z.string()).optional(),
});
export type Effects = z.infer<typeof effectsSchema>;
