import { fail, type Result } from '../../base/result.js';
import type { Config } from '../../config/config.js';
import { problemLine } from '../../config/problem.js';
import { type FoundMaterial, readMaterial } from '../../grind/files/material.js';
import type { GrindMaterial } from '../../grind/rotation.js';
import type { Tell } from '../../report/shift-event.js';
import { grindHalts } from '../../run/grind/grind-halts.js';
import type { Halt } from '../../run/record.js';

/** Warnings about files that are told one by one. */
const MOST_WARNINGS = 50;

/** What a run grinds with, out of the files that were found. Files that are passed over are told of. */
export function materialFor(found: FoundMaterial, config: Config['grind'], tell: Tell): Result<GrindMaterial, Halt> {
  const { material, warnings } = readMaterial(found, config.maximum);
  for (const warning of warnings.slice(0, MOST_WARNINGS)) {
    tell({ kind: 'warning', message: problemLine(warning) });
  }
  if (warnings.length > MOST_WARNINGS) {
    tell({ kind: 'warning', message: `${warnings.length - MOST_WARNINGS} more problems of prompts and rotations` });
  }
  return material.ok ? material : fail(grindHalts.grindUnusable(material.error.code, material.error.why));
}
