import type { Asked } from '../acceptance.js';

/** A workflow run that asks for something by itself: no issue, and nobody to answer there. */
export interface Occasion {
  readonly event: 'workflow_dispatch' | 'schedule';
  /** Of the workflow run: part of the key, the same at each attempt (I4). */
  readonly workflowRun: string;
  /** ISO 8601; when the workflow run was created. */
  readonly at: string;
  readonly url: string;
  readonly actor: { readonly login: string; readonly id: number };
}

/** Who asks; `index` tells apart what one workflow run asks for. */
export function askedBy(occasion: Occasion, index: number, permission: string): Asked {
  const { event, workflowRun, at, url, actor } = occasion;
  return {
    key: `run-${workflowRun}-${index}`,
    at,
    actor: { ...actor, permission },
    source: { event, comment_id: null, url },
    issue: null,
  };
}
