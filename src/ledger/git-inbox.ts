import { PitbossError } from '../base/pitboss-error.js';
import { stableJson } from '../base/stable-json.js';
import { triggerPath } from '../run/ids.js';
import type { Trigger } from '../run/trigger.js';
import type { LedgerState, LedgerStore, LedgerWrite, TriggerInbox } from './ledger.js';

/** The inbox over git: for a laptop, and wherever the API is out of reach. */
export function gitInbox(store: LedgerStore): TriggerInbox {
  return { read: () => store.read(), add: (trigger) => add(store, trigger) };
}

async function add(store: LedgerStore, trigger: Trigger): Promise<'added' | 'known'> {
  const path = triggerPath(trigger.at, trigger.key);
  const outcome = await store.write({
    files: new Map([[path, stableJson(trigger)]]),
    message: triggerMessage(trigger),
    at: trigger.at,
    guard: (state) => (isKnown(state, path, trigger.key) ? 'known' : null),
    alongside: [],
  });
  if (outcome.kind === 'failed') {
    throw notStored(trigger, outcome);
  }
  return outcome.kind === 'written' ? 'added' : 'known';
}

/** What the history of the ledger calls a new trigger. */
export function triggerMessage(trigger: Trigger): string {
  return `trigger ${trigger.key}: ${trigger.verb} ${trigger.run_id}`;
}

function isKnown(state: LedgerState, path: string, key: string): boolean {
  return (
    state.triggers.some((trigger) => trigger.key === key) || state.problems.some((problem) => problem.path === path)
  );
}

function notStored(trigger: Trigger, outcome: Extract<LedgerWrite, { kind: 'failed' }>): PitbossError {
  const { push } = outcome;
  return new PitbossError({
    code: 'trigger_not_stored',
    what: `The command ${trigger.verb} could not be recorded on the ledger.`,
    why: push.kind === 'stale' ? 'Too many others wrote to it at the same time.' : `The remote said: ${push.message}`,
    fix: 'Give the command again. If it stays so: let Pitboss write the ledger branch, or in a terminal give yourself write access to the git folder.',
  });
}
