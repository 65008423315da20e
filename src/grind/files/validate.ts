import { nearMiss } from '../../config/diagnose/near-miss.js';
import { inOrder } from '../../config/diagnose/place-problem.js';
import type { Problem } from '../../config/problem.js';
import type { Budgets } from '../budgets.js';
import { DEFAULT_ROTATION } from '../rotation.js';
import { discover } from './discover.js';
import type { FoundFile } from './found-file.js';
import { danglingEntries, twoFiles } from './material.js';
import { rotationOf } from './paths.js';
import type { PromptFile } from './read-prompt.js';
import { namedPrompts, readRotation } from './read-rotation.js';

/** All prompts and rotations there are. */
interface Everything {
  /** In the order of precedence. */
  readonly prompts: readonly PromptFile[];
  readonly rotations: readonly FoundFile[];
  /** `grind.maximum`. */
  readonly most: Budgets;
  /** Rotations that the configuration names, with the place where it does. */
  readonly named: readonly NamedRotation[];
}

export interface NamedRotation {
  readonly rotation: string;
  readonly file: string;
  /** The key, with its sections. */
  readonly key: string;
  readonly line: number | null;
}

export interface Validation {
  /** Valid ones. */
  readonly prompts: number;
  readonly rotations: number;
  readonly problems: readonly Problem[];
}

/** Everything that is wrong with prompts and rotations, at once: in each file, and between them. */
export function validate({ prompts, rotations, most, named }: Everything): Validation {
  const found = discover(prompts);
  const read = rotations.map((file) => ({ file, read: readRotation(file, most) }));
  const names = [...new Set(rotations.map(({ path }) => rotationOf(path)))].sort();
  // Faults of a prompt's own file are listed with that file.
  const ofRotations = read.map(({ file, read: each }) => {
    const named = each.ok ? each.value : namedPrompts(file);
    const dangling = named === null ? [] : danglingEntries(named, found).flatMap(([entry]) => entry ?? []);
    return each.ok ? dangling : inOrder([...each.error, ...dangling]);
  });
  const doubled = names.flatMap((name) => twoFiles(rotations.filter(({ path }) => rotationOf(path) === name)));
  return {
    prompts: found.prompts.length,
    rotations: ofRotations.filter((problems) => problems.length === 0).length,
    problems: [
      ...found.bad.flatMap(({ problems }) => problems),
      ...found.warnings,
      ...ofRotations.flat(),
      ...doubled,
      ...named.flatMap((each) => (names.includes(each.rotation) ? [] : missingRotation(each, names))),
    ],
  };
}

/** The rotation of every prompt needs no file. */
function missingRotation({ rotation, file, key, line }: NamedRotation, names: readonly string[]): readonly Problem[] {
  if (rotation === DEFAULT_ROTATION) {
    return [];
  }
  const near = nearMiss(rotation, names);
  const message = `names the rotation \`${rotation}\`, and no file holds it`;
  const suggestion = near === null ? 'Write the file, or take the key out.' : `Did you mean \`${near}\`?`;
  return [{ severity: 'error', file, path: key, line, message, suggestion }];
}
