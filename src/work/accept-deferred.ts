import { fail, type Result } from '../base/result.js';
import { type DeferredPhase, parseDeferred } from '../documents/deferred.js';
import { type RejectedDeferred, readDeferred } from './documents-in-tree.js';
import type { Unit } from './unit.js';

/** Reads deferred.md after a dispatch, by the grammar and by what the unit may do to it: a sweep leaves deferred phases alone. */
export async function acceptDeferred(
  unit: Pick<Unit, 'dir' | 'subject'>,
  lastGood: string,
): Promise<Result<string, RejectedDeferred>> {
  const read = await readDeferred(unit.dir);
  if (!read.ok || unit.subject.kind === 'phase' || samePhases(lastGood, read.value)) {
    return read;
  }
  return fail({
    message: 'The sweep modified the section Deferred phases, which belongs to the plan.',
    text: read.value,
  });
}

/** Line ends behind a block's text may go and come: what lands has the blocks as they were, byte for byte. */
function samePhases(beforeText: string, afterText: string): boolean {
  const [before, after] = [blocks(beforeText), blocks(afterText)];
  return before.length === after.length && before.every((block, index) => block === after[index]);
}

function blocks(text: string): readonly string[] {
  const parsed = parseDeferred(text);
  return parsed.ok ? parsed.value.phases.map(block) : [];
}

function block({ sourcePhase, title, body }: DeferredPhase): string {
  return JSON.stringify([sourcePhase, title, body.trimEnd()]);
}
