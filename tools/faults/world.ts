import { execFile, execFileSync, spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

const PROGRAM = resolve('dist/pitboss.js');
const PRELOAD = resolve('tools/faults/preload.cjs');
const RESUME_MS = 120_000;
/** So often the same command is given until the run is over. */
const MOST_RESUMES = 5;

const PLAN = `---
current_phase: "01"
---

# Phase 01: First

Write 01.txt.

# Phase 02: Second

Write 02.txt so that the tests pass.

# Phase 03: Third

Write 03.txt.
`;
/** Every edit appends: work that is done twice, or by a program that should be dead, shows in the text. */
const SCRIPT = `
steps:
  - when: { unit: phase/01, role: auditor }
    edits: [{ path: 01.txt, append: "audited\\n" }]
    usage: { input: 10, output: 1, usd: 0.25 }
  - when: { role: auditor }
    usage: { input: 10, output: 1, usd: 0.25 }
  - when: { unit: phase/01 }
    edits:
      - { path: 01.txt, append: "first\\n" }
      - { path: .pitboss/play/deferred.md, append: "## Deferred items\\n\\n- [ ] look again\\n" }
    delay_ms: 120
    usage: { input: 10, output: 1, usd: 0.25 }
  - when: { unit: phase/02, role: implementer }
    edits: [{ path: 02.txt, append: "bad\\n" }]
    usage: { input: 10, output: 1, usd: 0.25 }
  - when: { unit: phase/02, role: fixer }
    edits: [{ path: 02.txt, replace: { from: "bad", to: "good" } }]
    delay_ms: 120
    usage: { input: 10, output: 1, usd: 0.25 }
  - when: { unit: phase/03 }
    edits: [{ path: 01.txt, append: "third\\n" }, { path: 03.txt, append: "third\\n" }]
    usage: { input: 10, output: 1, usd: 0.25 }
otherwise:
  edits:
    - { path: 01.txt, append: "swept\\n" }
    - { path: .pitboss/play/deferred.md, replace: { from: "- [ ] look again", to: "- [x] look again" } }
  usage: { input: 10, output: 1, usd: 0.25 }
`;
const CONFIG = 'agent: { backend: script }\ntests: { command: "! grep -q bad 02.txt 2>/dev/null" }\n';

/** Where the process group is killed: at which call, and at which moment of it. */
export interface Point {
  /** Counted from 1. */
  readonly call: number;
  readonly kind: string;
  readonly moment: 'before' | 'during' | 'after';
}

export interface Settings {
  readonly log: string | null;
  readonly kill: Point | null;
  readonly dropBranch: boolean;
}

export interface World {
  readonly root: string;
  readonly repo: string;
  git(...args: string[]): string;
  /** Starts the program with faults, in a process group of its own; resolves with its exit code, or null when it was killed. */
  playWith(settings: Settings): Promise<number | null>;
  /** Gives the same command as a user would, until the run is over; resolves with what the last one printed. */
  playToTheEnd(): Promise<string>;
  dispose(): void;
}

/** A user's repository with a plan of three phases, one of them red and then mended, and an item for the last sweep. */
export function makeWorld(): World {
  const root = mkdtempSync(join(tmpdir(), 'pitboss-faults-'));
  const repo = join(root, 'project');
  mkdirSync(repo);
  const files = {
    'a.txt': 'one\n',
    '.github/pitboss.yml': CONFIG,
    '.pitboss/play/plan.md': PLAN,
    '.pitboss/agent-script.yml': SCRIPT,
  };
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(repo, path)), { recursive: true });
    writeFileSync(join(repo, path), text);
  }
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
    repo,
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

/** The kinds of calls that the program made, in order. */
export function callsIn(log: string): readonly string[] {
  return readFileSync(log, 'utf8').trimEnd().split('\n');
}
