import { PLAN_PATH } from '../../run/document-paths.js';
import { halts } from '../../run/halts.js';
import type { Halt } from '../../run/record.js';
import { restoreDeferred } from '../documents-in-tree.js';
import { FREE_PATHS } from '../grind/session-files.js';
import type { Unit } from '../unit.js';
import type { Worksheet } from '../worksheet.js';
import {
  captureProtected,
  changedPaths,
  deferredLost,
  restoreProtected,
  unkeepable,
  withoutPaths,
} from './protected-files.js';

/** How something that we started left plan and policy. */
export type Governed<T> =
  | { readonly kind: 'clean'; readonly value: T }
  /** Changed under it, and put back: whatever it reached must not count. */
  | { readonly kind: 'tampered'; readonly halt: Halt }
  /** Not started: what governs the run could not be put back. */
  | { readonly kind: 'unkept'; readonly halt: Halt };

/**
 * Lets something run that an agent is or could have written, then compares plan and policy byte for byte and puts them back,
 * whatever came of it (I7). Nothing runs on a tree whose governing files could not be put back. `by` names it for people.
 */
export async function governed<T>(
  { unit, sheet, by }: { readonly unit: Unit; readonly sheet: Worksheet; readonly by: string },
  act: () => Promise<T>,
): Promise<Governed<T>> {
  const workflows = unit.config.protect.workflows === 'halt';
  // A session's own files are not what governs it.
  const free = unit.subject.kind === 'session' ? FREE_PATHS : [];
  const capture = async () => withoutPaths(await captureProtected(unit.dir, workflows), free);
  const before = await capture();
  const beyond = unkeepable(before);
  if (beyond.length > 0) {
    return { kind: 'unkept', halt: halts.unsafeTree(beyond) };
  }
  const value = await act();
  const changed = changedPaths(before, await capture());
  await restoreProtected(unit.dir, before, changed);
  if (deferredLost(changed)) {
    await restoreDeferred(unit.dir, sheet.deferred);
  }
  if (changed.length > 0) {
    const halt = changed.includes(PLAN_PATH) ? halts.planTampered(by) : halts.policyTampered(changed, by);
    return { kind: 'tampered', halt };
  }
  return { kind: 'clean', value };
}
