import type { OutcomeKind } from '../../agents/contract.js';
import { agentHalts } from '../../run/outages/agent-halts.js';
import type { Halt } from '../../run/record.js';

/** What the end of a dispatch means for its unit. */
type Consequence =
  /** The next stage begins. */
  | { readonly means: 'go_on' }
  /** The unit is kept, for whatever reason its shift is being stopped. */
  | { readonly means: 'interrupt' }
  /** The cap that is used up halts the run, or has it wait for the next day. */
  | { readonly means: 'money' }
  /** The agent cannot work at the moment: tried again (`transient` only), taken over by another agent, slept over. See patiently.ts. */
  | { readonly means: 'outage'; readonly of: 'transient' | 'quota' }
  /** Trying again would end no better: a person is told what happened, why, and what to do. */
  | { readonly means: 'halt'; readonly halt: (agent: string, message: string, minutes: number) => Halt };

/** Every way in which a dispatch can end, with what follows. What the agent left in the tree stays in each of them. */
export const CONSEQUENCES: Readonly<Record<OutcomeKind, Consequence>> = {
  completed: { means: 'go_on' },
  cancelled: { means: 'interrupt' },
  budget: { means: 'money' },
  transient: { means: 'outage', of: 'transient' },
  quota: { means: 'outage', of: 'quota' },
  refused: { means: 'halt', halt: agentHalts.agentRefused },
  turn_limit: { means: 'halt', halt: agentHalts.agentTurnLimit },
  context_limit: { means: 'halt', halt: agentHalts.agentContextLimit },
  /** Of the dispatch: its message says no more than that we stopped it. */
  timeout: { means: 'halt', halt: (agent, _message, minutes) => agentHalts.agentTimeout(agent, minutes) },
  authentication: { means: 'halt', halt: agentHalts.agentAuthentication },
  missing_program: { means: 'halt', halt: agentHalts.agentMissing },
  unsupported_version: { means: 'halt', halt: agentHalts.agentVersion },
  protocol_drift: { means: 'halt', halt: agentHalts.agentDrift },
  failed: { means: 'halt', halt: agentHalts.agentFailed },
};
