import { stableJson } from '../../base/stable-json.js';
import { GRIND_PROMPTS_FOLDER, ROTATIONS_FOLDER } from '../../grind/files/paths.js';
import type { InitOptions } from '../command-tree.js';
import type { Places, Terminal } from '../terminal.js';
import { repositoryRoot } from '../user-repository.js';
import { ignoredPaths } from './ignored.js';
import { templateFiles, WORKFLOW_PATH } from './templates.js';
import { type Written, writeNew } from './write-new.js';

/** What a command that needs no run is given. */
export interface Setting {
  readonly terminal: Terminal;
  readonly places: Places;
}

const WORDS: Readonly<Record<Written['action'], (path: string) => string>> = {
  created: (path) => `created ${path}`,
  kept: (path) => `kept ${path} (already exists)`,
  would_create: (path) => `would create ${path}`,
};

/** `pitboss init`: offers the files that Pitboss reads, and touches none that is there. Returns the exit code. */
export async function init({ terminal, places }: Setting, options: InitOptions): Promise<number> {
  const root = await repositoryRoot(places.cwd);
  const files = await templateFiles(places.templates);
  const written = await writeNew(root, files, options.dryRun === true);
  const warnings = await ignoredWarnings(root, written);
  const next = written.every(({ action }) => action === 'kept') ? [] : nextSteps(written);
  if (options.json === true) {
    const dry = options.dryRun === true;
    terminal.out(stableJson({ schema: 1, command: 'init', dry_run: dry, files: written, warnings, next }).trimEnd());
    return 0;
  }
  tellWritten(terminal, written, warnings);
  for (const line of next) {
    terminal.out(`next: ${line}`);
  }
  return 0;
}

/** One line for each file, as the original had them, and the warnings where warnings go. */
export function tellWritten(terminal: Terminal, written: readonly Written[], warnings: readonly string[]): void {
  for (const { path, action } of written) {
    terminal.out(WORDS[action](path));
  }
  for (const warning of warnings) {
    terminal.err(`[pitboss] warning: ${warning}`);
  }
}

/** The original had `.pitboss/` ignored; here a plan and the configuration have to be committed to count. */
export async function ignoredWarnings(
  root: string,
  files: readonly Pick<Written, 'path'>[],
): Promise<readonly string[]> {
  const ignored = await ignoredPaths(
    root,
    files.map(({ path }) => path),
  );
  return ignored.map(
    ({ path, rule }) =>
      `git ignores ${path} (${rule}); on GitHub it counts only when it is committed: remove that rule`,
  );
}

function nextSteps(written: readonly Written[]): readonly string[] {
  const made = (path: string) => written.some((file) => file.path === path && file.action !== 'kept');
  return [
    'write your phases into .pitboss/play/plan.md',
    ...(made(WORKFLOW_PATH)
      ? [
          `for GitHub, put your copy of Pitboss, by its full commit SHA, in place of OWNER/pitboss@COMMIT in ${WORKFLOW_PATH}`,
        ]
      : []),
    `for grind, \`pitboss prompts new NAME\` writes a prompt into ${GRIND_PROMPTS_FOLDER}; rotations stand in ${ROTATIONS_FOLDER}`,
    '`pitboss doctor` checks everything, `pitboss play --dry-run` shows what a run would do',
  ];
}
