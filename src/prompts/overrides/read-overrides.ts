import { fail, ok, type Result } from '../../base/result.js';
import { nearMiss } from '../../config/diagnose/near-miss.js';
import { PROMPTS_FOLDER, type PromptName, promptNames } from './names.js';
import { type PromptTemplate, parseTemplate } from './parse-template.js';

/** The prompts that a repository replaces, by role. */
export type PromptOverrides = Readonly<Partial<Record<PromptName, PromptTemplate>>>;

/** A file of the prompts' folder; `text` is null when it is no plain file. */
export interface PromptFile {
  /** Below the folder: `auditor.md`. */
  readonly name: string;
  readonly text: string | null;
}

/** Reads all replaced prompts at once; the error holds one line for each problem: file, line, what is wrong, what is allowed. */
export function readOverrides(files: readonly PromptFile[]): Result<PromptOverrides, readonly string[]> {
  const overrides: Partial<Record<PromptName, PromptTemplate>> = {};
  const problems: string[] = [];
  for (const { name, text } of files.filter(isPrompt)) {
    const path = `${PROMPTS_FOLDER}/${name}`;
    const role = promptNames().find((known) => name === `${known}.md`);
    if (role === undefined) {
      problems.push(`${path}: error: ${unknownName(name)}`);
      continue;
    }
    if (text === null) {
      problems.push(`${path}: error: It is no plain file.`);
      continue;
    }
    const parsed = parseTemplate(role, text);
    if (parsed.ok) {
      overrides[role] = parsed.value;
    } else {
      problems.push(
        ...parsed.error.map(({ line, message }) => `${path}${line === null ? '' : `:${line}`}: error: ${message}`),
      );
    }
  }
  return problems.length > 0 ? fail(problems) : ok(overrides);
}

/** People may explain the folder in it. */
function isPrompt({ name }: PromptFile): boolean {
  return name.endsWith('.md') && name.toLowerCase() !== 'readme.md';
}

function unknownName(name: string): string {
  const known = promptNames().map((role) => `${role}.md`);
  const near = nearMiss(name, known);
  const meant = near === null ? '' : ` Did you mean \`${near}\`?`;
  return `No role has this prompt, so nobody would read it.${meant} Prompts can be ${known.map((each) => `\`${each}\``).join(', ')}.`;
}
