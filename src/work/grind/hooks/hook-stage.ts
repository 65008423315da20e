import type { HookKind } from '../../../grind/rotation.js';
import type { HookRun } from '../../../grind/session-record.js';
import { governed } from '../../policy/governing.js';
import type { StageEnd } from '../../stage-end.js';
import type { Desk } from '../desk.js';
import { type HookFacts, runHook } from './run-hook.js';

type HookEnd =
  /** Null where none is configured. */
  | { readonly kind: 'ran'; readonly run: HookRun | null }
  | { readonly kind: 'ended'; readonly end: NonNullable<StageEnd> };

/** Runs a hook of the session and notes how it went. What it starts may be an agent's work, so plan and policy are verified as after an agent. */
export async function hookStage(desk: Desk, kind: HookKind, facts: HookFacts): Promise<HookEnd> {
  const { unit, ports, sheet, noted } = desk;
  const ran = await governed({ unit, sheet, by: `the ${kind} hook` }, () => runHook(unit, ports, kind, facts));
  if (ran.kind !== 'clean') {
    return { kind: 'ended', end: { kind: 'refused', halt: ran.halt } };
  }
  const run = ran.value;
  if (run !== null) {
    // A session that goes on elsewhere runs its first hook there again; the newest counts.
    noted.hooks = [...noted.hooks.filter((each) => each.kind !== kind), run];
    ports.tell({ kind: 'hook_ran', seq: unit.subject.seq, hook: run });
  }
  return run !== null && ports.signal.aborted ? { kind: 'ended', end: { kind: 'interrupted' } } : { kind: 'ran', run };
}
