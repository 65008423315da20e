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

const workflowRunSchema = z.looseObject({ workflow_run: z.looseObject({ path: z.string().default('') }) });

/** Path of the workflow that a `workflow_run` event is about, such as `.github/workflows/pitboss.yml`. */
export function workflowPathOf(payload: unknown): string {
  const parsed = workflowRunSchema.safeParse(payload);
  return parsed.success ? (parsed.data.workflow_run.path.split('@')[0] ?? '') : '';
}

export function nameOf(place: Place): string {
  return `${place.owner}/${place.repo}`;
}
