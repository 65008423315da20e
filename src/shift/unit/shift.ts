import type { GrindMaterial } from '../../grind/rotation.js';
import type { Halt } from '../../run/record.js';
import type { Steer } from '../grind/steering.js';
import type { Announcer } from '../progress-effects.js';
import type { CycleInput } from '../unit-cycle.js';
import type { Reserve } from './outages.js';

/** A shift at work: everything that its rounds need. */
export interface Shift extends Omit<CycleInput, 'agents' | 'treeStands'> {
  readonly show: Announcer;
  readonly agents: Reserve | Halt;
  readonly started: number;
  /** Of a grind run: what it works with, and how it takes up what people tell it meanwhile. */
  readonly grind: { readonly material: GrindMaterial; readonly steer: Steer } | null;
}
