import { execFile, execFileSync, spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
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

/** A user's repository, ready for `pitboss play`. */
export function makeWorld(): World {
  const root = mkdtempSync(join(tmpdir(), 'pitboss-faults-'));
  const repo = join(root, 'project');
  mkdirSync(repo);
  writeProject(repo, { '.pitboss/play/plan.md': PLAN });
  const world = open(root);
  world.git('init', '--quiet', '--template=', '--initial-branch=main');
  world.git('add', '-A', '-f');
  world.git('commit', '--quiet', '-m', 'base');
  return world;
}

/** The same world again, in another place. */
export function copyOf(world: World): World {
  const root = mkdtempSync(join(tmpdir(), 'pitboss-faults-'));
  cpSync(world.root, root, { recursive: true });
  return open(root);
}

function open(root: string): World {
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
    playWith: (settings) => startWithFaults(repo, env, settings),
    async playToTheEnd() {
      let said = '';
      for (let round = 0; round < MOST_RESUMES && !isOver((await run('status', '--json')).out); round += 1) {
        const { out, err } = await run('play');
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
  cwd: string,
  env: Readonly<Record<string, string>>,
  settings: Settings,
): Promise<number | null> {
  const faults = { NODE_OPTIONS: `--require ${PRELOAD}`, PITBOSS_FAULTS: JSON.stringify(settings) };
  const child = spawn(process.execPath, [PROGRAM, 'play'], {
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
