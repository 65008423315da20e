import type { WarningKind } from '../../grind/budgets.js';
import type { HookRun, SessionRecord } from '../../grind/session-record.js';

/** What happens in a grind run, beyond what happens in every run. */
export type GrindEvent =
  /** Whose turn it is in which rotation. */
  | { readonly kind: 'scheduler_picked'; readonly seq: number; readonly rotation: number; readonly prompt: string }
  | {
      readonly kind: 'session_started';
      readonly seq: number;
      readonly prompt: string;
      readonly parallelSafe: boolean;
      /** The stage at which it goes on; null where it begins. */
      readonly resumedAt: string | null;
      /** It runs a second time: it did not merge with what landed before it, or its tests failed then. */
      readonly again?: boolean;
    }
  | { readonly kind: 'hook_ran'; readonly seq: number; readonly hook: HookRun }
  | { readonly kind: 'session_ended'; readonly session: SessionRecord; readonly seconds: number }
  /** What is used of each budget that is set, in words; for a screen, not for the log. */
  | { readonly kind: 'budget_use'; readonly used: readonly string[] }
  /** Most of this budget is used; told once per kind and run. */
  | { readonly kind: 'budget_warning'; readonly budget: WarningKind };
