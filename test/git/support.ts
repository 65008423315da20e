import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll } from '@jest/globals';
import { type OpenedRepository, openTrustedRepository } from '../../src/git/trusted-repository.js';

export const BOT = { name: 'pitboss[bot]', email: '1+pitboss[bot]@users.noreply.github.com' };
export const AT = '2026-03-01T10:00:00Z';

/** Plain git, as a user would run it, for setting the scene and for checking results. */
export function git(cwd: string, ...args: string[]): string {
  const env = {
    PATH: process.env.PATH,
    HOME: cwd,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_AUTHOR_NAME: 'Ada',
    GIT_AUTHOR_EMAIL: 'ada@example.com',
    GIT_COMMITTER_NAME: 'Ada',
    GIT_COMMITTER_EMAIL: 'ada@example.com',
    GIT_AUTHOR_DATE: AT,
    GIT_COMMITTER_DATE: AT,
  };
  return execFileSync('git', args, { cwd, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim();
}

export function write(root: string, files: Readonly<Record<string, string>>): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
}

export interface Scene {
  readonly root: string;
  /** A bare repository that plays the remote; `main` holds one commit. */
  readonly remote: string;
  readonly base: string;
  open(options?: {
    readonly remote?: string;
    readonly name?: string;
    readonly alternates?: string;
  }): Promise<OpenedRepository>;
  dispose(): Promise<void>;
}

interface Template {
  readonly root: string;
  readonly base: string;
}

/** Remotes that were made already: copying one starts no git. */
const templates = new Map<string, Template>();
afterAll(() => {
  for (const { root } of templates.values()) {
    rmSync(root, { recursive: true, force: true });
  }
  templates.clear();
});

function templateOf(files: Readonly<Record<string, string>>): Template {
  const key = JSON.stringify(files);
  const known = templates.get(key);
  if (known !== undefined) {
    return known;
  }
  const root = mkdtempSync(join(tmpdir(), 'pitboss-git-'));
  const remote = join(root, 'remote.git');
  const seed = join(root, 'seed');
  git(root, 'init', '--quiet', '--bare', '--template=', '--initial-branch=main', remote);
  git(root, 'init', '--quiet', '--template=', '--initial-branch=main', seed);
  write(seed, { ...files, '.git/info/attributes': '* -text -filter -ident\n' });
  git(seed, 'add', '-A', '-f');
  git(seed, 'commit', '--quiet', '-m', 'base');
  git(seed, 'push', '--quiet', remote, 'main');
  const template = { root, base: git(seed, 'rev-parse', 'HEAD') };
  templates.set(key, template);
  return template;
}

/** A remote with the given files on `main`, served as a server would (`file://`, hooks on). */
export function scene(files: Readonly<Record<string, string>>): Scene {
  const template = templateOf(files);
  const root = mkdtempSync(join(tmpdir(), 'pitboss-git-'));
  const remote = join(root, 'remote.git');
  cpSync(join(template.root, 'remote.git'), remote, { recursive: true });
  const opened: OpenedRepository[] = [];
  return {
    root,
    remote,
    base: template.base,
    async open(options = {}) {
      const repository = await openTrustedRepository({
        gitDir: join(root, options.name ?? 'trusted.git'),
        remote: options.remote ?? `file://${remote}`,
        token: async () => null,
        env: process.env,
        ...(options.alternates === undefined ? {} : { alternates: options.alternates }),
      });
      opened.push(repository);
      return repository;
    },
    async dispose() {
      await Promise.all(opened.map((repository) => repository.close()));
      rmSync(root, { recursive: true, force: true });
    },
  };
}

/** A program file. */
export function script(path: string, body: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `#!/bin/sh\n${body}\n`, { mode: 0o755 });
}
