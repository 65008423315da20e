import type { Budgets } from '../../grind/budgets.js';
import type { Trigger } from '../../run/trigger.js';

/** The canonical verbs; aliases and everything else about them stand in the registry. */
export const VERBS = [
  'play',
  'plan',
  'answer',
  'revise',
  'approve',
  'grind',
  'skip',
  'pause',
  'status',
  'note',
  'rebuy',
  'sweep',
  'fold',
  'help',
] as const;
export type Verb = (typeof VERBS)[number];

/** A word on sweeps that goes with a command; undefined: none. */
type SweepWord = Trigger['sweep'];

/** A command that was understood. */
export type Command =
  | { readonly verb: 'play'; readonly plan: string | null; readonly sweep: SweepWord }
  | { readonly verb: 'plan'; readonly goal: string | null; readonly interview: boolean }
  | { readonly verb: 'answer'; readonly text: string }
  | { readonly verb: 'revise'; readonly text: string }
  | { readonly verb: 'approve'; readonly hash: string | null; readonly base: string | null }
  | {
      readonly verb: 'grind';
      readonly rotation: string | null;
      readonly budgets: Budgets;
      /** Whether the rotation goes on where earlier runs left it. */
      readonly carry: boolean;
    }
  | { readonly verb: 'skip'; readonly runId: string | null }
  | { readonly verb: 'pause'; readonly runId: string | null }
  | { readonly verb: 'status'; readonly runId: string | null }
  | { readonly verb: 'note'; readonly runId: string | null; readonly text: string }
  | {
      readonly verb: 'rebuy';
      readonly runId: string | null;
      readonly sweep: SweepWord;
      readonly adopt: boolean;
      /** Of a grind run: budgets that replace those it has; none of them where no budget was named. */
      readonly budgets: Budgets;
    }
  | {
      readonly verb: 'sweep';
      readonly runId: string | null;
      readonly maxItems: number | null;
      readonly after: string | null;
      /** Null: as configured. */
      readonly audit: boolean | null;
    }
  | { readonly verb: 'fold'; readonly runId: string | null }
  | { readonly verb: 'help'; readonly topic: Verb | null };

/** Why a line that addresses us is not a command. */
export type CommandProblem =
  | { readonly kind: 'unknown_verb'; readonly given: string; readonly suggestion: string | null }
  | {
      readonly kind: 'unknown_flag';
      readonly given: string;
      readonly suggestion: string | null;
      readonly allowed: readonly string[];
    }
  | { readonly kind: 'missing_value'; readonly flag: string }
  | { readonly kind: 'duplicate_flag'; readonly flag: string }
  | { readonly kind: 'invalid_value'; readonly given: string; readonly expected: string }
  | { readonly kind: 'unexpected_argument'; readonly given: string }
  | { readonly kind: 'missing_argument'; readonly expected: string }
  | { readonly kind: 'text_too_long'; readonly length: number; readonly limit: number }
  | { readonly kind: 'unclosed_quote'; readonly given: string }
  | { readonly kind: 'too_many'; readonly limit: number }
  | { readonly kind: 'too_complex' }
  | { readonly kind: 'too_long'; readonly limit: number };
