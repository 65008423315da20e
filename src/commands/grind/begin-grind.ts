import { rotationName } from '../../grind/files/wanted.js';
import type { GrindRequest } from '../../grind/grind-state.js';
import { runIdFor } from '../../run/ids.js';
import type { Asked, LineOutcome, Premises } from '../acceptance.js';
import { foreignCode } from '../answers/foreign-text.js';
import { issueBudgetObstacle } from '../answers/issue-budget.js';
import { configObstacle } from '../answers/spending-obstacle.js';
import { add, triggerFor } from '../verbs/add-trigger.js';
import { budgetObstacle } from './budget-obstacle.js';
import { unfinishedGrind } from './grind-runs.js';
import { materialObstacle } from './material-obstacle.js';

/** Starts a grind run on the default branch, however it was asked for: by a command, a label, a dispatch or a schedule. */
export async function beginGrind(premises: Premises, asked: Asked, request: GrindRequest): Promise<LineOutcome> {
  const { config, branch, sha } = premises;
  const obstacle =
    configObstacle(config) ?? earlyObstacle(premises, asked, request) ?? (await materialObstacle(premises, request));
  if (obstacle !== null) {
    return { kind: 'refused', text: obstacle };
  }
  const trigger = triggerFor(asked, { verb: 'grind', run_id: runIdFor(asked.at, asked.key) });
  return add(premises, { ...trigger, grind_request: request, base: { ref: branch, sha } });
}

/** What can be told without reading prompts. */
function earlyObstacle({ config, ledger, ports }: Premises, { issue }: Asked, request: GrindRequest): string | null {
  if (!config.ok) {
    return null;
  }
  const { maximum, default_rotation: standard } = config.grind;
  const rotation = rotationName(request.rotation, standard);
  const open = issue === null ? null : unfinishedGrind(ledger.state, { rotation, issue: issue.number, standard });
  if (open !== null) {
    const { runId } = open;
    return [
      `Run \`${runId}\` works through the rotation ${foreignCode(rotation, 64)} for this issue already, and is ${open.status}.`,
      `\`/pitboss status\` shows how far it is; \`/pitboss pause ${runId}\` lets it begin no further session, \`/pitboss rebuy ${runId} --max-cost USD\` gives it more, \`/pitboss fold ${runId}\` ends it.`,
    ].join(' ');
  }
  const broke = issue === null ? null : issueBudgetObstacle({ config, ledger }, issue.number);
  return budgetObstacle(request.budgets, { maximum, now: ports.clock.now() }) ?? broke;
}
