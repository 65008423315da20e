import type { UnitProgress } from '../progress.js';
import type { Order } from '../record.js';

type Cursor = Pick<Order, 'stage' | 'fix'> & Partial<Pick<Order, 'audit' | 'findings'>>;

/**
 * Where the unit goes on. A stage stands for work that is in the kept tree: where no tree was kept now, the work since the one
 * before has to be done again, and all of it where there is none.
 */
export function cursor(order: Order, progress: UnitProgress, kept: boolean): Cursor {
  if (!kept && order.wip_sha !== null) {
    return { stage: order.stage, fix: order.fix };
  }
  if (!kept && progress.stage !== 'setup') {
    return { stage: 'implement', fix: 0, audit: undefined, findings: [] };
  }
  const { stage, fix } = progress;
  if (progress.audit === undefined) {
    return { stage, fix };
  }
  const { findings, ...audit } = progress.audit;
  return { stage, fix, audit, findings };
}
