import { stableJson } from '../../base/stable-json.js';
import { freshRotationState } from '../../grind/rotation-state.js';
import type { LedgerState } from '../../ledger/ledger.js';
import { rotationPath, runPath, sessionPath } from '../../ledger/paths.js';
import type { RunRecord } from '../../run/record.js';
import { type Mask, maskedStrings } from '../mask-secrets.js';
import type { GrindWrite, RunFiles } from '../run-files.js';

/** The files that only a grind run has: its scratchpad, and one for each session that ends with this write. */
export function sessionFiles(
  { record, grind }: RunFiles,
  write: GrindWrite | undefined,
  mask: Mask,
): readonly (readonly [string, string])[] {
  if (grind === undefined) {
    return [];
  }
  const ended = (write?.ended ?? []).map(
    (session) => [sessionPath(record.run_id, session.seq), mask(stableJson(maskedStrings(session, mask)))] as const,
  );
  return [[runPath(record.run_id, 'scratchpad.md'), mask(grind.scratchpad)], ...ended];
}

/** The rotation's file, made on what the ledger holds of it now; nothing where this write does not change it. */
export function rotationFile(
  { grind }: RunRecord,
  write: GrindWrite | undefined,
  state: LedgerState,
): readonly (readonly [string, string])[] {
  if (grind === undefined || write?.rotation === undefined) {
    return [];
  }
  const known = state.rotations?.get(grind.rotation) ?? freshRotationState(grind.rotation);
  return [[rotationPath(grind.rotation), stableJson(write.rotation(known))]];
}
