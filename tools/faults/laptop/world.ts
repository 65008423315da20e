import { execFile, execFileSync, spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { GRIND_FILES } from '../grind-project.js';
import type { Point } from '../point.js';
import { PLAN, writeProject } from '../project.js';

const PROGRAM = resolve('dist/pitboss.js');
const PRELOAD = resolve('tools/faults/preload/laptop.cjs');
const RESUME_MS = 120_000;
/** So often the same command is given until the run is over. */
const MOST_RESUMES = 5;

export interface Settings {
  readonly log: string | null;
  readonly point: Point | null;
  readonly dropBranch: boolean;
}

export interface World {
  readonly root: string;
  git(...args: string[]): string;
  /** Starts the program with faults, in a process group of its own; resolves with its exit code, or null when it was killed. */
  playWith(settings: Settings): Promise<number | null>;
  /** Gives the same command as a user would, until the run is over; resolves with what the last one printed. */
  playToTheEnd(): Promise<string>;
  dispose(): void;
}

/** What a user does on a laptop. */
export interface Job {
  readonly files: Readonly<Record<string, string>>;
  readonly command: string;
  /** What is given once there is a run, to go on with it. */
  readonly goOn: readonly string[];
}

export const PLAY: Job = { files: { '.pitboss/play/plan.md': PLAN }, command: 'play', goOn: ['play'] };
export const GRIND: Job = { files: GRIND_FILES, command: 'grind', goOn: ['grind', '--resume'] };

/** A user's repository, ready for the job. */
export function makeWorld(job: Job): World {
  const root = mkdtempSync(join(tmpdir(), 'pitboss-faults-'));
  const repo = join(root, 'project');
  mkdirSync(repo);
  writeProject(repo, job.files);
  const world = open(root, job);
  world.git('init', '--quiet', '--template=', '--initial-branch=main');
  world.git('add', '-A', '-f');
  world.git('commit', '--quiet', '-m', 'base');
  return world;
}

/** The same world again, in another place. */
export function copyOf(world: World, job: Job): World {
  const root = mkdtempSync(join(tmpdir(), 'pitboss-faults-'));
  cpSync(world.root, root, { recursive: true });
  return open(root, job);
}

function open(root: string, job: Job): World {
  const repo = join(root, 'project');
  const env = {
    PATH: process.env.PATH ?? '',
    HOME: root,
    XDG_STATE_HOME: join(root, 'state'),
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_AUTHOR_NAME: 'Ada',
    GIT_AUTHOR_EMAIL: 'ada@example.com',
    GIT_COMMITTER_NAME: 'Ada',
    GIT_COMMITTER_EMAIL: 'ada@example.com',
  };
  const run = (...args: string[]) =>
    new Promise<{ readonly out: string; readonly err: string }>((done) => {
      const options = { cwd: repo, env, timeout: RESUME_MS };
      execFile(process.execPath, [PROGRAM, ...args], options, (_, out, err) => done({ out, err }));
    });
  return {
    root,
    git: (...args) => execFileSync('git', args, { cwd: repo, env, encoding: 'utf8' }).trimEnd(),
    playWith: (settings) => startWithFaults(job, repo, env, settings),
    async playToTheEnd() {
      let said = '';
      for (let round = 0; round < MOST_RESUMES; round += 1) {
        const { out: status } = await run('status', '--json');
        if (isOver(status)) {
          break;
        }
        const { out, err } = await run(...(/"run_id":\s*null/.test(status) ? [job.command] : job.goOn));
        said = `${out}${err}`;
      }
      return said;
    },
    dispose: () => rmSync(root, { recursive: true, force: true }),
  };
}

function isOver(status: string): boolean {
  return /"status":\s*"finished"/.test(status);
}

function startWithFaults(
  { command }: Job,
  cwd: string,
  env: Readonly<Record<string, string>>,
  settings: Settings,
): Promise<number | null> {
  const faults = { NODE_OPTIONS: `--require ${PRELOAD}`, PITBOSS_FAULTS: JSON.stringify(settings) };
  const child = spawn(process.execPath, [PROGRAM, command], {
    cwd,
    env: { ...env, ...faults },
    detached: true,
    stdio: 'ignore',
  });
  return new Promise((resolveCode, reject) => {
    child.on('error', reject);
    child.on('exit', resolveCode);
  });
}
