import { execa } from 'execa';
import { PitbossError } from '../../base/pitboss-error.js';
import { stableJson } from '../../base/stable-json.js';
import { CONFIG_FILE } from '../../commands/ports.js';
import { plural } from '../../report/format.js';
import type { InitOptions } from '../command-tree.js';
import { ignoredWarnings, type Setting, tellWritten } from '../init/init.js';
import { type NewFile, templateFiles } from '../init/templates.js';
import { type Written, writeNew } from '../init/write-new.js';
import type { Terminal } from '../terminal.js';
import { repositoryRoot } from '../user-repository.js';
import { problemText } from './import-problem.js';
import { ORIGINAL_CONFIG } from './map-config.js';
import { type OriginalFiles, readOriginal } from './original-files.js';
import { type ImportPlan, planImport } from './plan-import.js';

/** `pitboss init --import`: takes over what the original left in this repository. Returns the exit code. */
export async function importOriginal({ terminal, places }: Setting, options: InitOptions): Promise<number> {
  const root = await repositoryRoot(places.cwd);
  const original = await readOriginal(root);
  refuseNothing(original);
  const branches = await branchNames(root);
  const plan = planImport(original, (branch) => branches.has(branch));
  const templates = await templateFiles(places.templates);
  const files = plan.config === null ? templates : templates.map((file) => withConfig(file, plan.config?.text ?? ''));
  const dryRun = options.dryRun === true;
  // With anything wrong, nothing is written: an import that is half done is harder to understand than one that is not.
  const refused = plan.problems.length > 0;
  const written = refused ? [] : await writeNew(root, files, dryRun);
  // The rule that hides one of them as a rule hides all.
  const ofGrind = refused ? [] : original.grind.slice(0, 1).map((path) => ({ path }));
  const warnings = [...keptWarning(plan, written), ...(await ignoredWarnings(root, [...written, ...ofGrind]))];
  if (options.json === true) {
    const { config, problems, ...rest } = plan;
    const mapped = config === null ? null : { text: config.text, keys: config.keys };
    const report = { schema: 1, command: 'init --import', dry_run: dryRun, files: written, ok: !refused };
    terminal.out(stableJson({ ...report, ...rest, config: mapped, problems, warnings }).trimEnd());
    return refused ? 4 : 0;
  }
  tellPlan(terminal, plan, dryRun);
  tellWritten(terminal, written, warnings);
  if (refused) {
    throw new PitbossError(
      {
        code: 'import_refused',
        what: `The original's files have ${plural(plan.problems.length, 'problem')}, so nothing was written.`,
        why: plan.problems.map(problemText).join('\n'),
        fix: 'Mend them, then run `pitboss init --import` again; `--dry-run` shows the whole import without writing.',
      },
      { exitCode: 4 },
    );
  }
  return 0;
}

function refuseNothing({ config, plan, deferred, state, grind, problems }: OriginalFiles): void {
  if ([config, plan, deferred, state].every((file) => file === null) && grind.length + problems.length === 0) {
    throw new PitbossError(
      {
        code: 'nothing_to_import',
        what: 'There is nothing of the original in this repository.',
        why: `None of ${ORIGINAL_CONFIG}, .pitboss/play/ and .pitboss/grind/ holds a file that it wrote.`,
        fix: '`pitboss init` begins without it.',
      },
      { exitCode: 4 },
    );
  }
}

function withConfig(file: NewFile, text: string): NewFile {
  return file.path === CONFIG_FILE ? { ...file, text } : file;
}

function keptWarning({ config }: ImportPlan, written: readonly Written[]): readonly string[] {
  const kept = written.some(({ path, action }) => path === CONFIG_FILE && action === 'kept');
  return kept && config !== null
    ? [
        `${CONFIG_FILE} was there and was kept; nothing of ${ORIGINAL_CONFIG} went into it. \`pitboss init --import --dry-run\` prints what would have`,
      ]
    : [];
}

function tellPlan(terminal: Terminal, { config, notes }: ImportPlan, dryRun: boolean): void {
  for (const { key, line, outcome, why } of config?.keys ?? []) {
    const place = line === null ? ORIGINAL_CONFIG : `${ORIGINAL_CONFIG}:${line}`;
    const words = outcome === 'taken' ? 'taken over' : 'left out';
    terminal.out(`${place}: ${key} ${words}${why === null ? '' : `: ${why}`}`);
  }
  for (const note of notes) {
    terminal.out(note);
  }
  if (dryRun && config !== null && config.problems.length === 0) {
    terminal.out(`${CONFIG_FILE} would hold:`);
    for (const line of config.text.trimEnd().split('\n')) {
      terminal.out(`  ${line}`);
    }
  }
}

async function branchNames(root: string): Promise<ReadonlySet<string>> {
  const args = ['for-each-ref', '--format=%(refname:lstrip=2)', 'refs/heads'];
  const { stdout } = await execa('git', args, { cwd: root, reject: false, stdin: 'ignore' });
  return new Set(stdout.split('\n'));
}
