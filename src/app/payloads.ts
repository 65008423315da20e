import { z } from 'zod';

/** Where an event happened. */
export interface Place {
  readonly installation: number;
  readonly owner: string;
  readonly repo: string;
}

const placeSchema = z.looseObject({
  installation: z.looseObject({ id: z.number().int() }),
  repository: z.looseObject({ name: z.string(), owner: z.looseObject({ login: z.string() }) }),
});

/** Installation and repository of a webhook; null when one of them is missing. */
export function placeOf(payload: unknown): Place | null {
  const parsed = placeSchema.safeParse(payload);
  if (!parsed.success) {
    return null;
  }
  const { installation, repository } = parsed.data;
  return { installation: installation.id, owner: repository.owner.login, repo: repository.name };
}

const named = z.array(z.looseObject({ full_name: z.string() })).default([]);
const installationSchema = z.looseObject({
  installation: z.looseObject({ id: z.number().int() }),
  repositories: named,
  repositories_added: named,
});

/** Repositories that an `installation` or `installation_repositories` event makes ours. */
export function placesAdded(payload: unknown): readonly Place[] {
  const parsed = installationSchema.safeParse(payload);
  if (!parsed.success) {
    return [];
  }
  const { installation, repositories, repositories_added } = parsed.data;
  return [...repositories, ...repositories_added].flatMap(({ full_name }) => {
    const [owner, repo] = full_name.split('/');
    return owner === undefined || repo === undefined ? [] : [{ installation: installation.id, owner, repo }];
  });
}

const workflowRunSchema = z.looseObject({
  workflow_run: z.looseObject({ path: z.string().default(''), event: z.string() }),
});

/**
 * Whether a `workflow_run` event is about a shift: our workflow, started by a dispatch. The workflow also runs (and skips its jobs) for
 * every comment, those of the App included; looking into each of them would cost several requests per comment.
 */
export function isShift(payload: unknown, workflowFile: string): boolean {
  const parsed = workflowRunSchema.safeParse(payload);
  if (!parsed.success) {
    return false;
  }
  const { path, event } = parsed.data.workflow_run;
  return event === 'workflow_dispatch' && (path.split('@')[0] ?? '').endsWith(`/${workflowFile}`);
}

export function nameOf(place: Place): string {
  return `${place.owner}/${place.repo}`;
}
