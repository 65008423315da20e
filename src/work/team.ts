import type { Unit, WorkPorts } from './unit.js';
import type { UnitPrompts } from './unit-prompts.js';

/** What every stage with an agent needs. */
export interface Team {
  readonly unit: Unit;
  readonly ports: WorkPorts;
  readonly prompts: UnitPrompts;
}
