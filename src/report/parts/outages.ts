import { duration } from '../format.js';
import type { ShiftEvent } from '../shift-event.js';

type OutageEvent = Extract<ShiftEvent, { kind: 'agent_retry' | 'agent_replaced' }>;

/** What a terminal or a job log says about an agent that cannot work. */
export function outageSentence(event: OutageEvent): string {
  switch (event.kind) {
    case 'agent_retry':
      return `${event.agent} cannot work for now; the ${event.role} is started again in ${duration(event.seconds)} (retry ${event.retry} of ${event.of})`;
    case 'agent_replaced': {
      const why = event.outcome === 'quota' ? 'has used up its quota' : 'is out of reach';
      return `${event.agent} ${why}; ${event.by}, ${event.model} takes over as ${event.role}`;
    }
  }
}
