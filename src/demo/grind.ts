import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { type SessionRecord, sessionRecordSchema } from '../grind/session-record.js';
import { git } from './git.js';

export interface GrindEvidence {
  readonly exitCode: number;
  readonly branch: string | null;
  readonly commits: readonly string[];
  readonly sessions: readonly SessionRecord[];
  /** What the metric's command prints on the base, and on a fresh clone of the branch. */
  readonly metric: { readonly before: number; readonly after: number };
  /** Whether the tests pass on that clone. */
  readonly green: boolean;
}

/** Runs the sample of examples/grind through the program, as a person at a terminal does, and collects from git what came of it. */
export async function grindSample(project: string, env: Readonly<Record<string, string>>): Promise<GrindEvidence> {
  const root = await mkdtemp(join(tmpdir(), 'pitboss-demo-grind-'));
  try {
    const dir = join(root, 'repository');
    const own = { ...env, HOME: join(root, 'home'), XDG_STATE_HOME: join(root, 'state') };
    await mkdir(own.HOME);
    await cp(join(project, 'examples/grind'), dir, { recursive: true });
    await git(dir, ['init', '--quiet', '--initial-branch=main']);
    await git(dir, ['config', 'user.name', 'Pitboss demo']);
    await git(dir, ['config', 'user.email', 'demo@localhost']);
    await git(dir, ['add', '-A', '-f']);
    await git(dir, ['commit', '--quiet', '-m', 'Things for lists']);
    const run = await execa(process.execPath, [join(project, 'dist/pitboss.js'), 'grind'], {
      cwd: dir,
      env: own,
      extendEnv: false,
      reject: false,
      stdin: 'ignore',
    });
    return await evidenceOf(root, dir, { exitCode: run.exitCode ?? 1, env: own });
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

async function evidenceOf(
  root: string,
  dir: string,
  { exitCode, env }: { readonly exitCode: number; readonly env: Readonly<Record<string, string>> },
): Promise<GrindEvidence> {
  const branches = await git(dir, ['for-each-ref', '--format=%(refname:short)', 'refs/heads/pitboss/grind/']);
  const branch = branches.trim().split('\n')[0] || null;
  const clone = join(root, 'clone');
  await git(dir, ['clone', '--quiet', '--branch', branch ?? 'main', dir, clone]);
  const log = await git(dir, ['log', '--reverse', '--format=%h %s', `main..${branch ?? 'main'}`]);
  const tests = await execa('npm', ['test'], { cwd: clone, env, extendEnv: false, reject: false });
  return {
    exitCode,
    branch,
    commits: log.trim() === '' ? [] : log.trim().split('\n'),
    sessions: await sessionsOf(dir),
    metric: { before: await readsOf(dir, env), after: await readsOf(clone, env) },
    green: tests.exitCode === 0,
  };
}

/** Session records as the ledger of this clone holds them. */
async function sessionsOf(dir: string): Promise<readonly SessionRecord[]> {
  const listed = await git(dir, ['ls-tree', '-r', '--name-only', 'refs/pitboss/ledger', 'runs/'], { lenient: true });
  const paths = listed.split('\n').filter((path) => path.includes('/sessions/'));
  return Promise.all(
    paths.map(async (path) =>
      sessionRecordSchema.parse(JSON.parse(await git(dir, ['show', `refs/pitboss/ledger:${path}`]))),
    ),
  );
}

async function readsOf(cwd: string, env: Readonly<Record<string, string>>): Promise<number> {
  const { stdout } = await execa(process.execPath, ['bench.js'], { cwd, env, extendEnv: false, reject: false });
  return Number(stdout.trim());
}

/** What of the three worked examples did not do what docs/grind.md says; empty where all of it happened. */
export function missingFromGrind(evidence: GrindEvidence): readonly string[] {
  const { exitCode, commits, sessions, metric, green } = evidence;
  const statuses = sessions.map(({ prompt, status }) => `${prompt} ${status}`).join(', ');
  return [
    ...(exitCode === 0 ? [] : [`the grind run ended with exit code ${exitCode}`]),
    ...(statuses === EXPECTED ? [] : [`the sessions came to: ${statuses}`]),
    ...(commits.length === sessions.filter(({ commit }) => commit !== null).length && commits.length === 4
      ? []
      : [`${commits.length} commits are on the grind branch, and four sessions should have landed`]),
    ...(metric.after < metric.before ? [] : [`the metric was ${metric.before} and is ${metric.after}`]),
    ...(green ? [] : ['the tests fail on a fresh clone of the grind branch']),
  ];
}

const EXPECTED = 'docs-pass ok, lint-sweep ok, speed-up ok, docs-pass ok, lint-sweep ok, speed-up discarded';
