import type { AgentBackend, DispatchOutcome } from '../../src/agents/contract.js';
import { shellAgent } from './support.js';

export type Ending = Partial<Pick<DispatchOutcome, 'kind' | 'message' | 'retry'>>;

export const BUSY: Ending = { kind: 'transient', message: 'API Error: 529 Overloaded.' };
export const SPENT: Ending = { kind: 'quota', message: "You've hit your 5-hour limit." };

/** The shell agent, whose dispatches end so, one after the other; later ones end as its program says. */
export function endingSo(roles: Parameters<typeof shellAgent>[0], ...endings: readonly Ending[]): AgentBackend {
  const agent = shellAgent(roles);
  const left = [...endings];
  return {
    ...agent,
    reader(request) {
      const reader = agent.reader(request);
      const ending = left.shift() ?? {};
      return { ...reader, finish: (exit) => ({ ...reader.finish(exit), ...ending }) };
    },
  };
}
