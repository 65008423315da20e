import type { Config } from '../../config/config.js';
import type { Plan } from '../../documents/plan.js';
import type { GrindMaterial } from '../../grind/rotation.js';
import type { RunFiles } from '../../land/run-files.js';
import type { Halt } from '../../run/record.js';
import type { Trigger } from '../../run/trigger.js';
import type { ShiftOutcome } from '../ports.js';

/** A run that this shift holds now. */
export interface Claimed {
  readonly kind: 'claimed';
  readonly files: RunFiles;
  readonly plan: Plan;
  readonly config: Config;
  readonly trigger: Trigger;
  /** Of a grind run: its prompts and rotation; null for every other run, and where they cannot be used. */
  readonly material: GrindMaterial | null;
  /** Commands that this claim applied. */
  readonly applied: readonly Trigger[];
  /** Why the run halts as soon as what was handed out has landed. */
  readonly halting?: Halt;
}

export type Declined = Extract<ShiftOutcome, { kind: 'declined' | 'lost' }>;

export function declined(code: string, reason: string): Declined {
  return { kind: 'declined', code, reason };
}
