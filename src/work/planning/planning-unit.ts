import type { Config } from '../../config/config.js';
import type { PromptOverrides } from '../../prompts/overrides/read-overrides.js';
import type { Wait } from '../../run/outages/patience.js';
import type { Planned } from '../../run/planning/land-planning.js';
import type { Planning } from '../../run/planning/planning.js';
import type { InterruptReason, UnitProgress } from '../../run/progress.js';
import type { Halt, Order } from '../../run/record.js';
import type { AgentPorts, AgentUnit } from '../dispatch-role.js';
import type { WorkPorts } from '../unit.js';

/** One step of a run of kind `plan`, with all that is needed to carry it out. Its checkout is thrown away afterwards. */
export interface PlanningUnit extends AgentUnit {
  readonly order: Order;
  readonly planning: Planning;
  /** The draft so far; blank where there is none. */
  readonly draft: string;
  /** An overview of the repository. */
  readonly summary: string;
  readonly config: Config;
  readonly prompts: PromptOverrides;
}

export type PlanningPorts = AgentPorts & Pick<WorkPorts, 'barred' | 'setAside' | 'clock' | 'outages'>;

export type PlanningResult =
  | { readonly kind: 'planned'; readonly planned: Planned; readonly progress: UnitProgress }
  | { readonly kind: 'refusal'; readonly halt: Halt; readonly progress: UnitProgress }
  | {
      readonly kind: 'interruption';
      readonly reason: InterruptReason;
      readonly wait?: Wait;
      readonly progress: UnitProgress;
    };
