import type { RunRecord } from '../../run/record.js';
import { duration } from '../format.js';
import { code } from '../markdown.js';
import type { ShiftEvent } from '../shift-event.js';

type AgentEvent = Extract<ShiftEvent, { kind: 'agent_version' | 'agent_retry' | 'agent_replaced' }>;

/** What a terminal or a job log says about an agent before it works, or when it cannot. */
export function agentSentence(event: AgentEvent): string {
  switch (event.kind) {
    case 'agent_version':
      return versionSentence(event);
    case 'agent_retry':
      return `${event.agent} cannot work for now; the ${event.role} is started again in ${duration(event.seconds)} (retry ${event.retry} of ${event.of})`;
    case 'agent_replaced': {
      const why = event.outcome === 'quota' ? 'has used up its quota' : 'is out of reach';
      return `${event.agent} ${why}; ${event.by}, ${event.model} takes over as ${event.role}`;
    }
  }
}

function versionSentence({ agent, version, standing, tested }: Extract<AgentEvent, { kind: 'agent_version' }>): string {
  switch (standing) {
    case 'tested':
      return `${agent} ${version}`;
    case 'unknown':
      return `${agent} told no version; it is used all the same (tested: ${tested})`;
    default:
      return `${agent} ${version}: not a version that Pitboss was tested with; it is used all the same (tested: ${tested})`;
  }
}

/** The agents whose versions nobody has tested; blank where there are none. */
export function versionsLine({ agent_versions: versions = {} }: RunRecord): string {
  const untested = Object.entries(versions)
    .filter(([, { tested }]) => !tested)
    .map(([agent, { version }]) => code(`${agent} ${version ?? '(version unknown)'}`));
  return untested.length === 0 ? '' : `**Not a tested version:** ${untested.join(', ')}`;
}
