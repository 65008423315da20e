import type { Clock } from '../base/clock.js';
import { acceptComment } from '../commands/accept.js';
import { commentEventOf } from '../commands/comment-event.js';
import { acceptLabel } from '../commands/occasions/accept-label.js';
import { type LabelEvent, labelEventOf, rotationOfLabel } from '../commands/occasions/label-event.js';
import type { CommandLog, CommentEvent } from '../commands/ports.js';
import { WORKFLOW_FILE } from '../commands/ports.js';
import { reconcile, reconcileRuns } from '../commands/reconcile.js';
import type { Installations } from './installations.js';
import { isShift, nameOf, type Place, placeOf, placesAdded } from './payloads.js';
import type { WorkQueue } from './work-queue.js';

/** Turns webhooks into queued work. Every method returns at once: the acknowledgement must not wait for GitHub. */
export interface EventDispatcher {
  comment(payload: unknown): void;
  label(payload: unknown): void;
  workflowRun(payload: unknown): void;
  installation(payload: unknown): void;
  /** Looks through all repositories for what got lost; resolves when the work is queued. */
  reconcileAll(): Promise<void>;
}

export interface DispatcherOptions {
  readonly queue: WorkQueue;
  readonly installations: Installations;
  readonly clock: Clock;
  readonly log: CommandLog;
}

/** After a start nobody knows how long the App was away; comments older than this are history. */
const FIRST_LOOK_BACK_MS = 24 * 3_600_000;
/** Later looks overlap, for comments that were written while the one before was under way. */
const OVERLAP_MS = 600_000;

export function createDispatcher(options: DispatcherOptions): EventDispatcher {
  const { queue, installations, clock, log } = options;
  const lookedAt = new Map<string, number>();

  function enqueue(place: Place, what: string, job: () => Promise<void>): void {
    if (!queue.offer(nameOf(place), job)) {
      log.warn({ repository: nameOf(place), what }, 'not taken: the queue is full or closing');
    }
  }

  async function look(place: Place): Promise<void> {
    const began = clock.now();
    const last = lookedAt.get(nameOf(place));
    const since = last === undefined ? began - FIRST_LOOK_BACK_MS : last - OVERLAP_MS;
    const report = await reconcile(await installations.ports(place), new Date(since).toISOString());
    lookedAt.set(nameOf(place), began);
    if (report.comments > 0 || report.dispatched.length > 0) {
      log.info({ repository: nameOf(place), ...report }, 'reconciled');
    }
  }

  async function accept(place: Place, event: CommentEvent): Promise<void> {
    const outcome = await acceptComment(event, await installations.ports(place));
    const about = { repository: nameOf(place), comment: event.comment.id, outcome: outcome.kind };
    if (outcome.kind === 'failed') {
      log.warn({ ...about, code: outcome.error.code, why: outcome.error.why }, 'comment');
    } else {
      log.info(about, 'comment');
    }
  }

  async function acceptLabelled(place: Place, event: LabelEvent): Promise<void> {
    const outcome = await acceptLabel(event, await installations.ports(place));
    const about = { repository: nameOf(place), issue: event.issue.number, key: event.key, outcome: outcome.kind };
    log.info({ ...about, ...(outcome.kind === 'failed' ? { code: outcome.error.code } : {}) }, 'label');
  }

  return {
    comment(payload) {
      const place = placeOf(payload);
      const event = commentEventOf(payload);
      // A quick look spares the queue all the comments that cannot be for us.
      if (place !== null && event !== null && /\/pitboss/i.test(event.comment.body)) {
        enqueue(place, 'comment', () => accept(place, event));
      }
    },
    label(payload) {
      const place = placeOf(payload);
      const event = labelEventOf(payload);
      if (place !== null && event !== null && rotationOfLabel(event.label) !== undefined) {
        enqueue(place, 'label', () => acceptLabelled(place, event));
      }
    },
    workflowRun(payload) {
      const place = placeOf(payload);
      if (place !== null && isShift(payload, WORKFLOW_FILE)) {
        enqueue(place, 'workflow run', async () => void (await reconcileRuns(await installations.ports(place))));
      }
    },
    installation(payload) {
      for (const place of placesAdded(payload)) {
        // Commands from before the installation were never meant for this App.
        lookedAt.set(nameOf(place), clock.now() + OVERLAP_MS);
        enqueue(place, 'installation', () => look(place));
      }
    },
    async reconcileAll() {
      for (const place of await installations.places()) {
        enqueue(place, 'reconcile', () => look(place));
      }
    },
  };
}
