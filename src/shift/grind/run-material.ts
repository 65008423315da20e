import type { Config } from '../../config/config.js';
import type { GrindMaterial } from '../../grind/rotation.js';
import { grindHalts } from '../../run/grind/grind-halts.js';
import { promptChanges } from '../../run/grind/start-grind.js';
import type { QueueEntry } from '../../run/queue.js';
import type { Halt } from '../../run/record.js';
import type { Trigger } from '../../run/trigger.js';
import type { ShiftPorts } from '../ports.js';

/** What a run grinds with; both null for a run that does not grind. */
export interface RunMaterial {
  readonly material: GrindMaterial | null;
  readonly halt: Halt | null;
}

/** Prompts and rotation of a grind run as they stand now, held against those that it began with. */
export async function runMaterial(
  ports: Pick<ShiftPorts, 'grind'>,
  { record }: Pick<QueueEntry, 'record'>,
  trigger: Trigger,
  config: Config,
): Promise<RunMaterial> {
  if (trigger.verb !== 'grind') {
    return { material: null, halt: null };
  }
  const rotation = record?.grind?.rotation ?? trigger.grind_request?.rotation ?? null;
  const read = await ports.grind?.(rotation, config);
  if (read === undefined || !read.ok) {
    const halt = read?.error ?? grindHalts.grindUnusable('prompts_missing', 'Nobody reads prompts here.');
    return { material: null, halt };
  }
  const changes = record?.grind === undefined ? null : promptChanges(record.grind, read.value);
  return {
    material: read.value,
    halt: changes === null ? null : grindHalts.promptsChanged(changes.added, changes.removed),
  };
}
