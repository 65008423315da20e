import type { Clock } from '../../base/clock.js';
import type { Deferred } from '../../documents/deferred.js';
import type { RepositoryApi } from '../../github/repository-api.js';
import type { RunView } from '../../report/run-view.js';
import type { Tell } from '../../report/shift-event.js';

/** What people should see now; effects are derived from nothing else. */
export interface EffectInput {
  readonly view: RunView;
  readonly deferred: Deferred;
  /** Comment that carried the command; null when there was none. */
  readonly commentId: number | null;
  readonly workflowUrl: string | null;
  readonly repositoryUrl: string;
  /** Whether a pull request is wanted at all. */
  readonly pullRequest: boolean;
  /** What the pull request should say about the token in use. */
  readonly notes: readonly string[];
}

export interface EffectPorts {
  readonly api: RepositoryApi;
  readonly clock: Clock;
  readonly tell: Tell;
}

/** A start or an end must be seen; progress may be skipped when the last edit is recent. */
export type Moment = 'start' | 'progress' | 'end';
