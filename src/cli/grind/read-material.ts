import { PitbossError } from '../../base/pitboss-error.js';
import type { Config } from '../../config/config.js';
import type { GrindMaterial } from '../../grind/rotation.js';
import type { Tell } from '../../report/shift-event.js';
import { materialFor } from '../../shift/grind/material-for.js';
import { type GrindPlaces, materialInTree } from './tree-material.js';

/**
 * Prompts and rotation as they stand in the user's tree, before there is a run. @param rotation by name; null as configured
 * @param tell is told of files that are passed over; a shift that follows tells of them itself
 */
export async function readGrindMaterial(
  places: GrindPlaces,
  rotation: string | null,
  { grind }: Config,
  tell: Tell = () => {},
): Promise<GrindMaterial> {
  const read = materialFor(await materialInTree(places, rotation, grind), grind, tell);
  if (!read.ok) {
    const fix =
      '`pitboss prompts validate` names every fault with its line; `pitboss prompts new <name>` writes a prompt to begin with.';
    throw new PitbossError({ ...read.error, fix }, { exitCode: 4 });
  }
  return read.value;
}
