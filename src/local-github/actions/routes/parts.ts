import type { Clock } from '../../../base/clock.js';
import type { HubEvent, LocalServer } from '../../contract.js';
import type { Artifacts } from '../host/artifacts.js';
import type { Concurrency } from '../runs/concurrency.js';
import type { Run } from '../runs/model.js';
import type { Scheduler } from '../runs/scheduler.js';
import type { StartRequest } from '../runs/start.js';
import type { RunStore } from '../runs/store.js';
import type { Registry } from '../workflow/registry.js';

/** What the API routes work on. */
export interface RouteParts {
  readonly server: LocalServer;
  readonly registry: Registry;
  readonly store: RunStore;
  readonly scheduler: Scheduler;
  readonly concurrency: Concurrency;
  readonly artifacts: Artifacts;
  readonly clock: Clock;
  readonly start: (request: StartRequest) => Run;
  readonly fire: (event: HubEvent) => Promise<readonly Run[]>;
  /** Runs one piece of work after the other, so that runs begin in the order in which they were asked for. */
  readonly inOrder: <T>(work: () => Promise<T>) => Promise<T>;
}
