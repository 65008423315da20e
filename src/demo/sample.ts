import { cp, mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { dump, load } from 'js-yaml';
import { z } from 'zod';
import { PitbossError } from '../base/pitboss-error.js';
import { git } from './git.js';
import { ACTION_NAME } from './world.js';

export interface SampleOptions {
  readonly project: string;
  /** A git repository of the user's; the built-in sample when left out. */
  readonly repo: string | undefined;
  /** Overrides `agent.backend`. */
  readonly agent: string | undefined;
}

export interface Sample {
  /** A copy that the demo may change. */
  readonly dir: string;
  readonly branch: string;
}

/** What the scripted agent does for plans that it knows nothing of: it leaves a note for each phase. */
const NOTE_SCRIPT = `steps:
  - when: { role: auditor }
    output: ['Nothing to mend in {unit}.']
    usage: { input: 500, output: 20, usd: 0.002 }
otherwise:
  output: ['No step is written for {role} of {unit}: leaving a note.']
  edits:
    - path: PITBOSS_DEMO.md
      append: "- {role} of {unit}, attempt {attempt}\\n"
  delay_ms: 100
  usage: { input: 1000, output: 100, usd: 0.005 }
`;

/** Copies the repository into a temporary folder and gives the copy what Pitboss needs there. The original is only read. */
export async function prepareSample(options: SampleOptions): Promise<Sample> {
  const dir = join(await mkdtemp(join(tmpdir(), 'pitboss-demo-')), 'repository');
  const branch = await copyRepository(options, dir);
  await mkdir(join(dir, '.github/workflows'), { recursive: true });
  await writeFile(join(dir, '.github/workflows/pitboss.yml'), await workflow(options.project));
  await configure(dir, options);
  await git(dir, ['add', '-A', '-f', '.github', '.pitboss'], { lenient: true });
  await git(dir, ['commit', '--quiet', '--allow-empty', '-m', 'Add Pitboss']);
  return { dir, branch };
}

async function copyRepository({ repo, project }: SampleOptions, dir: string): Promise<string> {
  if (repo === undefined) {
    await cp(join(project, 'examples/demo'), dir, { recursive: true });
    await git(dir, ['init', '--quiet', '--initial-branch=main']);
    await git(dir, ['add', '-A']);
    await git(dir, ['commit', '--quiet', '-m', 'A small library']);
    return 'main';
  }
  const cloned = await execa('git', ['clone', '--quiet', '--no-hardlinks', repo, dir], { reject: false });
  if (cloned.exitCode !== 0) {
    throw new PitbossError({
      code: 'repository_unreadable',
      what: `The repository ${repo} cannot be copied.`,
      why: cloned.stderr,
      fix: 'Give the path of a git repository with at least one commit.',
    });
  }
  const branch = (await git(dir, ['branch', '--show-current'])).trim();
  return branch === '' ? detachedToBranch(dir) : branch;
}

async function detachedToBranch(dir: string): Promise<string> {
  await git(dir, ['checkout', '--quiet', '-b', 'main']);
  return 'main';
}

async function workflow(project: string): Promise<string> {
  const text = await readFile(join(project, 'examples/workflow/pitboss.yml'), 'utf8');
  return text.replaceAll('OWNER/pitboss@COMMIT', `${ACTION_NAME}@main`);
}

const configSchema = z.looseObject({ agent: z.looseObject({ backend: z.string().optional() }).optional() });

/** Chooses the agent in the copy's configuration; a script is added where the scripted agent has none. */
async function configure(dir: string, { agent, repo }: SampleOptions): Promise<void> {
  const file = join(dir, '.github/pitboss.yml');
  const text = await readFile(file, 'utf8').catch(() => '');
  const config = configSchema.parse(text.trim() === '' ? {} : load(text));
  const backend = agent ?? config.agent?.backend ?? (repo === undefined ? 'script' : undefined) ?? 'script';
  if (backend !== config.agent?.backend) {
    await writeFile(file, dump({ ...config, agent: { ...config.agent, backend } }));
  }
  const script = join(dir, '.pitboss/agent-script.yml');
  if (backend === 'script' && (await readFile(script, 'utf8').catch(() => null)) === null) {
    await mkdir(join(dir, '.pitboss'), { recursive: true });
    await writeFile(script, NOTE_SCRIPT);
  }
}
