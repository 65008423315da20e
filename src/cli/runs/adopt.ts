import { PitbossError } from '../../base/pitboss-error.js';
import type { QueueEntry } from '../../run/queue.js';
import type { Trigger } from '../../run/trigger.js';
import type { Laptop } from '../laptop.js';

/** The tip of a run's branch as it stands while `rebuy --adopt` is given; nothing where the run has not begun. */
export async function seenTip(laptop: Laptop, { runId, record }: QueueEntry): Promise<Trigger['adopt']> {
  if (record === null) {
    return undefined;
  }
  const ref = `refs/heads/${record.branch}`;
  const tip = (await laptop.repository.remoteTips([ref])).get(ref);
  if (tip === undefined) {
    throw new PitbossError(
      {
        code: 'run_branch_missing',
        what: `The branch ${record.branch} of run ${runId} is gone.`,
        why: 'There is nothing on it that the run could go on from.',
        fix: `\`git update-ref ${ref} ${record.head_sha}\` brings it back as it was; then rebuy.`,
      },
      { exitCode: 4 },
    );
  }
  return { tip };
}
