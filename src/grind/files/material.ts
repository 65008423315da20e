import { oneLine } from '../../base/one-line.js';
import { fail, ok, type Result } from '../../base/result.js';
import { nearMiss } from '../../config/diagnose/near-miss.js';
import { MOST_FINDINGS, placeProblem } from '../../config/diagnose/place-problem.js';
import { type Problem, problemLine } from '../../config/problem.js';
import type { Budgets } from '../budgets.js';
import { DEFAULT_ROTATION, defaultRotation, type GrindMaterial, type Rotation } from '../rotation.js';
import { type Discovered, discover } from './discover.js';
import type { FoundFile } from './found-file.js';
import { isRotationName, placesOf, ROTATIONS_FOLDER, rotationOf } from './paths.js';
import type { PromptFile } from './read-prompt.js';
import { type NamedPrompts, readRotation } from './read-rotation.js';

/** What was found for a grind run. */
export interface FoundMaterial {
  /** In the order of precedence. */
  readonly prompts: readonly PromptFile[];
  /** Where prompts were looked for, as people name the places. */
  readonly folders: readonly string[];
  /** Name of the rotation. */
  readonly wanted: string;
  /** The files that hold it. */
  readonly rotation: readonly FoundFile[];
  /** Paths of all rotation files, for what a person may have meant. */
  readonly rotations: readonly string[];
  /** What was found wrong while looking. */
  readonly problems: readonly Problem[];
}

/** Why there is nothing to grind with. */
export interface Unusable {
  readonly code: 'rotation_invalid' | 'prompts_missing' | 'unknown_prompt';
  readonly why: string;
}

export interface MaterialRead {
  readonly material: Result<GrindMaterial, Unusable>;
  /** Files that are passed over, and what is odd. */
  readonly warnings: readonly Problem[];
}

/** Problems that one message holds. */
const MOST_LINES = 20;
const LONGEST_NAME = 80;

/** Prompts and rotation of a run; a file with faults is passed over, unless the rotation needs it. */
export function readMaterial(found: FoundMaterial, most: Budgets): MaterialRead {
  const discovered = discover(found.prompts);
  const faults = discovered.bad.flatMap(({ problems }) => problems);
  const warnings = [...found.problems, ...faults, ...discovered.warnings];
  if (discovered.prompts.length === 0) {
    return {
      material: fail({ code: 'prompts_missing', why: noPrompt(found.folders, faults) }),
      warnings: found.problems,
    };
  }
  const rotation = chosen(found, discovered, most);
  if (!rotation.ok) {
    return { material: rotation, warnings };
  }
  const { prompts } = discovered;
  return { material: ok({ prompts, rotation: rotation.value }), warnings };
}

function chosen(found: FoundMaterial, discovered: Discovered, most: Budgets): Result<Rotation, Unusable> {
  const name = found.wanted;
  const invalid = (why: string): Result<Rotation, Unusable> => fail({ code: 'rotation_invalid', why });
  const [file, second] = found.rotation;
  if (!isRotationName(name)) {
    return invalid(`\`${oneLine(name, LONGEST_NAME)}\` is no name that a rotation can have.`);
  }
  if (file === undefined) {
    return name === DEFAULT_ROTATION ? ok(defaultRotation(discovered.prompts)) : invalid(noRotation(name, found));
  }
  if (second !== undefined) {
    return invalid(lines(twoFiles(found.rotation)));
  }
  const read = readRotation(file, most);
  if (!read.ok) {
    return invalid(lines(read.error));
  }
  const [dangling] = danglingEntries(read.value, discovered);
  return dangling === undefined ? ok(read.value.rotation) : fail({ code: 'unknown_prompt', why: lines(dangling) });
}

/** Entries of a rotation without a valid prompt; each with the problem of the entry, and of the file that ought to hold the prompt. */
export function danglingEntries(
  { entries, located }: NamedPrompts,
  { prompts, bad }: Pick<Discovered, 'prompts' | 'bad'>,
): readonly (readonly Problem[])[] {
  const known = new Set(prompts.map(({ name }) => name));
  const dangling = entries.filter(([, name]) => !known.has(name));
  return dangling.slice(0, MOST_FINDINGS).map(([index, name]) => {
    const broken = bad.find((each) => each.name === name);
    const near = nearMiss(name, [...known]);
    const message = broken
      ? `names \`${name}\`, whose file ${broken.path} has faults`
      : `names \`${name}\`, and there is no such prompt`;
    const meant = near === null ? '`pitboss prompts ls` lists those that there are.' : `Did you mean \`${near}\`?`;
    const suggestion = broken ? 'Correct that file.' : meant;
    const entry = placeProblem(located, {
      severity: 'error',
      path: ['prompts', index, 'name'],
      message,
      suggestion,
    });
    return [entry, ...(broken?.problems ?? [])];
  });
}

/** One rotation in several files: nobody could tell which of them counts. */
export function twoFiles(files: readonly FoundFile[]): readonly Problem[] {
  const [first, ...others] = files;
  return others.map(({ path }) => ({
    severity: 'error',
    file: path,
    path: '',
    line: 1,
    message: `holds the rotation \`${rotationOf(path)}\`, and so does ${first?.path}`,
    suggestion: 'Remove or rename one of the two.',
  }));
}

function noRotation(name: string, { rotations }: FoundMaterial): string {
  const names = [...new Set(rotations.map(rotationOf))].sort();
  const near = nearMiss(name, names);
  const there = names.length === 0 ? `${ROTATIONS_FOLDER} holds none.` : `There are ${names.slice(0, 20).join(', ')}.`;
  const meant = near === null ? '' : ` Did you mean \`${near}\`?`;
  return `There is no rotation \`${name}\`: none of ${placesOf(name).join(', ')} exists. ${there}${meant}`;
}

function noPrompt(folders: readonly string[], faults: readonly Problem[]): string {
  const places = folders.join(' and ');
  return faults.length === 0
    ? `No file \`*.md\` stands in ${places}. \`pitboss prompts new <name>\` writes one to begin with.`
    : `Every prompt in ${places} has faults.\n${lines(faults)}`;
}

function lines(problems: readonly Problem[]): string {
  const shown = problems.slice(0, MOST_LINES).map(problemLine);
  const more = problems.length - MOST_LINES;
  return [...shown, ...(more > 0 ? [`And ${more} more.`] : [])].join('\n');
}
