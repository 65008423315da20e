import { ok } from '../../../src/base/result.js';
import { problemLine } from '../../../src/config/problem.js';
import type { FoundFile } from '../../../src/grind/files/found-file.js';
import { type PromptFile, readPrompt } from '../../../src/grind/files/read-prompt.js';
import { readRotation } from '../../../src/grind/files/read-rotation.js';
import type { GrindPrompt, PromptSource } from '../../../src/grind/prompt.js';
import type { Rotation } from '../../../src/grind/rotation.js';

export const FOLDER = '.pitboss/grind/prompts';

/** A prompt file with this front matter. */
export function promptText(frontMatter: string, body = 'Do it.\n'): string {
  return `---\n${frontMatter}---\n${body}`;
}

export function promptFile(name: string, text: string, source: PromptSource = 'project'): PromptFile {
  return { path: `${source === 'global' ? '~/' : ''}${FOLDER}/${name}.md`, source, text: ok(text) };
}

/** A valid prompt file of this name. */
export function valid(name: string, source: PromptSource = 'project', file = name): PromptFile {
  return promptFile(file, promptText(`name: ${name}\ndescription: d\n`, `${source} ${file}\n`), source);
}

export function rotationFile(name: string, text: string): FoundFile {
  return { path: `.pitboss/grind/rotations/${name}`, text: ok(text) };
}

/** What is said about a prompt file, without its path; the prompt where nothing is wrong. */
export function said(text: string): readonly string[] | GrindPrompt {
  const read = readPrompt(promptFile('p', text));
  return read.ok
    ? read.value
    : read.error.problems.map((problem) => problemLine(problem).slice(`${FOLDER}/p.md`.length));
}

export function saidOfRotation(text: string, most = {}, name = 'nightly.yml'): readonly string[] | Rotation {
  const file = rotationFile(name, text);
  const read = readRotation(file, most);
  return read.ok ? read.value.rotation : read.error.map((problem) => problemLine(problem).slice(file.path.length));
}
