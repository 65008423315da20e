import { PitbossError } from '../../base/pitboss-error.js';
import type { TrustedRepository } from '../../git/repository.js';
import type { QueueEntry } from '../../run/queue.js';
import type { Trigger } from '../../run/trigger.js';

/** The tip of a run's branch as it stands while `rebuy --adopt` is given; nothing where the run has not begun. */
export async function seenTip(
  { repository }: { readonly repository: Pick<TrustedRepository, 'remoteTips'> },
  { runId, record }: Pick<QueueEntry, 'runId' | 'record'>,
): Promise<Trigger['adopt']> {
  if (record === null) {
    return undefined;
  }
  if (record.kind === 'plan') {
    throw new PitbossError(
      {
        code: 'nothing_to_adopt',
        what: `Run ${runId} writes a plan and has no branch.`,
        why: '`--adopt` goes on from commits on the branch of a run; what a planner does to files is thrown away.',
        fix: `\`pitboss rebuy ${runId}\`, without \`--adopt\`.`,
      },
      { exitCode: 4 },
    );
  }
  const ref = `refs/heads/${record.branch}`;
  const tip = (await repository.remoteTips([ref])).get(ref);
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
