import { spawnSync } from 'node:child_process';
import { lstatSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { git, write } from '../../git/support.js';

export const PROGRAM = join(dirname(dirname(dirname(dirname(fileURLToPath(import.meta.url))))), 'dist/pitboss.js');

/** Longest time that one command may take, in milliseconds. */
const LONGEST = 120_000;

export interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** A repository with one commit in a folder of its own, and the real program to use there. */
export interface Sandbox {
  readonly root: string;
  readonly repo: string;
  readonly env: Readonly<Record<string, string>>;
  write(files: Readonly<Record<string, string>>): void;
  read(path: string): string;
  git(...args: string[]): string;
  commit(): void;
  pitboss(...args: string[]): Ran;
  /** The same, in a folder below the root and with more environment. */
  pitbossIn(place: { readonly folder?: string; readonly env?: Record<string, string> }, ...args: string[]): Ran;
  close(): void;
}

export function sandbox(files: Readonly<Record<string, string>> = { 'a.txt': 'one\n' }): Sandbox {
  const root = mkdtempSync(join(tmpdir(), 'pitboss-cli-'));
  const repo = join(root, 'project');
  git(root, 'init', '--quiet', '--initial-branch=main', repo);
  const env = { PATH: process.env.PATH ?? '', HOME: root, XDG_STATE_HOME: join(root, 'state') };
  const box: Sandbox = {
    root,
    repo,
    env,
    write: (more) => write(repo, more),
    read: (path) => readFileSync(join(repo, path), 'utf8'),
    git: (...args) => git(repo, ...args),
    commit() {
      git(repo, 'add', '-A', '-f');
      git(repo, 'commit', '--quiet', '--allow-empty', '-m', 'base');
    },
    pitboss: (...args) => box.pitbossIn({}, ...args),
    pitbossIn(place, ...args) {
      const run = spawnSync(process.execPath, [PROGRAM, ...args], {
        cwd: join(repo, place.folder ?? ''),
        env: { ...env, ...place.env },
        encoding: 'utf8',
        // One that hangs fails its test instead of holding up all of them.
        timeout: LONGEST,
        killSignal: 'SIGTERM',
      });
      return { code: run.status, out: run.stdout, err: run.stderr };
    },
    close: () => rmSync(root, { recursive: true, force: true }),
  };
  box.write(files);
  box.commit();
  return box;
}

/** Every path below a folder with its kind, mode and content: equal exactly when nothing was touched. */
export function everything(folder: string): Readonly<Record<string, string>> {
  const found: Record<string, string> = {};
  const walk = (path: string, name: string): void => {
    const stat = lstatSync(path);
    if (stat.isDirectory()) {
      found[`${name}/`] = String(stat.mode);
      for (const child of readdirSync(path).sort()) {
        walk(join(path, child), `${name}/${child}`);
      }
    } else {
      const content = stat.isSymbolicLink() ? readlinkSync(path) : readFileSync(path).toString('base64');
      found[name] = `${stat.mode} ${stat.mtimeMs} ${content}`;
    }
  };
  walk(folder, '');
  return found;
}
