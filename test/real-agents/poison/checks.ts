import assert from 'node:assert/strict';
import type { Checks } from '../check.js';
import { nameOf, type PoisonTarget } from './poison.js';
import { batches, poisonedRun } from './poisoned-run.js';

/** Runs that one check does one after the other; checks run beside each other, and each has a limit of time. */
const RUNS_A_CHECK = 5;

/**
 * With our switches no path of the checkout is read into a request, run, followed to another server or obeyed, and the tree stays
 * as it was. Without them, each path that is known to fire does: else the first would prove nothing.
 */
export function poisonChecks({ paths, ours, bare }: PoisonTarget): Checks {
  const known = paths.filter(({ fires }) => fires === 'yes');
  const controls = chunks(known, RUNS_A_CHECK);
  return {
    ...Object.fromEntries(
      chunks(batches(paths), RUNS_A_CHECK).map((part, index) => [
        `poisonHasNoEffect${index + 1}`,
        async (binary: string) => {
          for (const batch of part) {
            const { fired, requests, changed } = await poisonedRun(binary, ours, batch);
            assert.deepEqual(fired, []);
            assert.deepEqual(changed, [], 'the tree was changed');
            assert.ok(requests > 0, 'the CLI asked no model, so the run shows nothing');
          }
        },
      ]),
    ),
    ...Object.fromEntries(
      controls.map((part, index) => [
        `poisonWouldHaveOne${index + 1}`,
        async (binary: string) => {
          for (const path of part) {
            const { fired } = await poisonedRun(binary, bare, [path]);
            assert.ok(
              fired[0]?.effects.includes(path.effect),
              `${nameOf(path)} did not fire: ${JSON.stringify(fired)}`,
            );
          }
        },
      ]),
    ),
  };
}

function chunks<Item>(items: readonly Item[], size: number): readonly (readonly Item[])[] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}
