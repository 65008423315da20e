import type { CheckRequest } from '../../github/repository-api.js';
import { plural } from '../../report/format.js';
import { isSpent, sessionsText } from '../../report/grind/grind-facts.js';
import { statusComment } from '../../report/status-comment.js';
import type { Effects } from '../../run/effects.js';
import { isBudgetHalt } from '../../run/halts.js';
import type { RunRecord } from '../../run/record.js';
import type { EffectInput, EffectPorts } from './context.js';

const NAME = 'pitboss';

/** The check on the run branch's tip that says how the run ended. */
export async function convergeCheck(ports: EffectPorts, input: EffectInput, effects: Effects): Promise<Effects> {
  const { record } = input.view;
  const conclusion = conclusionOf(record);
  if (conclusion === null || record.head_sha === record.base.sha) {
    return effects;
  }
  if (effects.check?.head_sha === record.head_sha && effects.check.conclusion === conclusion) {
    return effects;
  }
  const links = {
    workflowUrl: input.workflowUrl,
    pullRequest: effects.pull_request ?? null,
    pullRequestRefused: effects.pull_request_refused,
    repositoryUrl: input.repositoryUrl,
  };
  const check = await ports.api.createCheck({
    name: NAME,
    headSha: record.head_sha,
    conclusion,
    title: titleOf(record),
    summary: statusComment(input.view, links),
  });
  return { ...effects, check: { id: check.id, head_sha: record.head_sha, conclusion } };
}

function conclusionOf(record: RunRecord): CheckRequest['conclusion'] | null {
  switch (record.status) {
    case 'finished':
      return 'success';
    case 'halted':
      // A grind run is there to spend its budget: nobody has to act because it has.
      return isSpent(record) ? 'neutral' : 'action_required';
    case 'folded':
      return 'cancelled';
    default:
      return null;
  }
}

function titleOf(record: RunRecord): string {
  const landed =
    record.grind === undefined ? `${plural(record.completed.length, 'phase')} landed` : sessionsText(record.grind);
  if (record.halt === null) {
    return `${record.status}: ${landed}`;
  }
  return `${isBudgetHalt(record.halt) ? 'budget' : 'halted'}: ${record.halt.code}, ${landed}`;
}
