import { readFile } from 'node:fs/promises';
import { CONFIG_FILE } from '../../commands/ports.js';
import { PLAN_PATH } from '../../run/document-paths.js';

export const WORKFLOW_PATH = '.github/workflows/pitboss.yml';

/** Files that `init` offers, by the name of their template beside the program; in the order in which they are told. */
const TEMPLATES = [
  { path: CONFIG_FILE, template: 'pitboss.yml' },
  { path: WORKFLOW_PATH, template: 'workflow.yml' },
  { path: PLAN_PATH, template: 'plan.md' },
] as const;

export interface NewFile {
  /** From the repository's root. */
  readonly path: string;
  readonly text: string;
}

/** The files of a fresh repository, as they were shipped. */
export function templateFiles(folder: string): Promise<readonly NewFile[]> {
  return Promise.all(
    TEMPLATES.map(async ({ path, template }) => ({ path, text: await readFile(`${folder}${template}`, 'utf8') })),
  );
}
