import type { Plan } from '../../documents/plan.js';
import type { RunFiles } from '../../land/run-files.js';
import type { Wait } from '../../run/outages/patience.js';
import type { InterruptReason } from '../../run/progress.js';
import type { Order } from '../../run/record.js';

/** How the work on one order ended, for its shift. */
export type CycleEnd =
  | {
      readonly kind: 'landed';
      readonly files: RunFiles;
      readonly plan: Plan;
      /** False where the checkout may not be as the unit left it on the branch; absent: it is. */
      readonly treeStands?: boolean;
    }
  | { readonly kind: 'halted'; readonly files: RunFiles }
  /** Its sessions are for machines of their own. */
  | { readonly kind: 'handed_out'; readonly files: RunFiles; readonly orders: readonly Order[] }
  | {
      readonly kind: 'interrupted';
      readonly files: RunFiles;
      readonly reason: InterruptReason;
      /** With `parked`: for what the run waits; absent where deciding anew finds that out. */
      readonly wait?: Wait;
    }
  | { readonly kind: 'lost'; readonly reason: string };
