import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { git, write } from '../git/support.js';
import { planText } from '../run/samples.js';

jest.setTimeout(60_000);

const program = join(dirname(dirname(dirname(fileURLToPath(import.meta.url)))), 'dist/pitboss.js');

/** Phase 01 puts two items off; every sweep does one of them, and says in a file which items it was shown. */
const SCRIPT = `
steps:
  - when: { unit: phase/01 }
    edits:
      - { path: 01.txt, content: "done\\n" }
      - { path: .pitboss/play/deferred.md, content: "## Deferred items\\n\\n- [ ] one\\n- [ ] two\\n" }
  - when: { unit: sweep/02-1 }
    edits:
      - { path: one.txt, content: "done\\n" }
      - { path: .pitboss/play/deferred.md, content: "## Deferred items\\n\\n- [x] one\\n- [ ] two\\n" }
  - when: { unit: sweep/01-1 }
    edits: [{ path: swept.txt, content: "done\\n" }]
otherwise:
  edits: [{ path: "{unit}.txt", content: "done\\n" }]
`;
const CONFIG =
  'agent: { backend: script }\naudit: { enabled: false }\nsweep: { audit_enabled: false }\ntests: { command: "true" }\n';

let root: string;
let repo: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'pitboss-cli-sweep-'));
  repo = join(root, 'project');
  git(root, 'init', '--quiet', '--initial-branch=main', repo);
  write(repo, {
    'a.txt': 'one\n',
    '.github/pitboss.yml': CONFIG,
    '.pitboss/play/plan.md': planText(2),
    '.pitboss/agent-script.yml': SCRIPT,
  });
  git(repo, 'add', '-A', '-f');
  git(repo, 'commit', '--quiet', '-m', 'base');
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function pitboss(...args: string[]) {
  const env = { PATH: process.env.PATH ?? '', HOME: root, XDG_STATE_HOME: join(root, 'state') };
  const run = spawnSync(process.execPath, [program, ...args], { cwd: repo, env, encoding: 'utf8' });
  return { code: run.status, out: run.stdout, err: run.stderr };
}

const subjects = (branch: string) => git(repo, 'log', '--reverse', '--format=%s', `main..${branch}`).split('\n');
const branches = () =>
  git(repo, 'for-each-ref', '--format=%(refname:short)', 'refs/heads/pitboss').split('\n').filter(Boolean);
const newest = () => branches().at(-1) ?? '';

describe('words on sweeps', () => {
  test('of a play: none, and what was put off stays', () => {
    const run = pitboss('play', '--no-sweep');
    expect([run.code, subjects(newest())]).toEqual([
      0,
      ['[pitboss] phase 01: Title 01', '[pitboss] phase 02: Title 02'],
    ]);
    expect(pitboss('status').out).toContain('  deferred items: 2 unchecked / 2 total');
  });

  test('of a play: one at the first occasion, below the trigger', () => {
    expect(pitboss('play', '--sweep').code).toBe(0);
    expect(subjects(newest())[1]).toBe('[pitboss] sweep after phase 01: no items resolved');
  });

  test('both together are refused, as are both on audits', () => {
    const both = pitboss('play', '--sweep', '--no-sweep');
    expect(both.code).toBe(2);
    expect(both.err).toContain("Option '--sweep' cannot be used with option '--no-sweep'");
    expect(pitboss('sweep', '--no-audit', '--audit').code).toBe(2);
    expect(branches()).toEqual([]);
  });
});

describe('a sweep by itself', () => {
  test('works off what the newest run left, on top of its branch, and leaves the plan where it is', () => {
    pitboss('play', '--no-sweep');
    const played = newest();
    const run = pitboss('sweep');
    expect([run.code, run.err.match(/error/g)]).toEqual([0, null]);
    expect(run.out).toContain('finished: 1 deferred item resolved');
    expect(newest()).not.toBe(played);
    expect(subjects(newest()).slice(2)).toEqual(['[pitboss] sweep after phase 02: 1 deferred items resolved']);
    expect(git(repo, 'log', '-1', '--format=%s', played)).toBe('[pitboss] phase 02: Title 02');
    const status = JSON.parse(pitboss('status', '--json').out);
    expect(status).toMatchObject({
      status: 'finished',
      record: {
        kind: 'sweep',
        parent_run: played.split('/').at(-1),
        completed: [],
        deferred_item_attempts: { two: 1 },
      },
      deferred: ['two'],
    });
  });

  test('sweeps again what the sweep before left', () => {
    pitboss('play', '--no-sweep');
    pitboss('sweep');
    const again = pitboss('sweep', '--dry-run');
    expect([again.code, again.out]).toEqual([0, expect.stringContaining('1 open item in ')]);
    expect(again.out).toContain('- [ ] two');
  });

  test("without a run, works off the user's own list and leaves that file alone", () => {
    const own = '## Deferred items\n\n- [ ] mine\n';
    write(repo, { '.pitboss/play/deferred.md': own });
    expect(pitboss('sweep', '--after', '01').code).toBe(0);
    expect(subjects(newest())).toEqual(['[pitboss] sweep after phase 01: no items resolved']);
    expect(readFileSync(join(repo, '.pitboss/play/deferred.md'), 'utf8')).toBe(own);
  });

  test('shows no more items than it is asked to, and nothing is changed by a dry run', () => {
    const items = Array.from({ length: 20 }, (_, index) => `- [ ] item ${index}\n`).join('');
    write(repo, { '.pitboss/play/deferred.md': `## Deferred items\n\n${items}` });
    const run = pitboss('sweep', '--dry-run', '--max-items', '5');
    expect(run.out.split('\n').filter((line) => line.startsWith('- [ ]'))).toHaveLength(5);
    expect(branches()).toEqual([]);
  });

  test.each([
    [['--after', 'x1'], '[bad_option]'],
    [['--max-items', '0'], '[bad_option]'],
  ])('refuses %j', (flags, code) => {
    const run = pitboss('sweep', ...flags);
    expect([run.code, run.err]).toEqual([4, expect.stringContaining(code)]);
  });

  test('says so where nothing is open, and refuses beside a run that is not over', () => {
    expect(pitboss('sweep').out).toContain('nothing to sweep');
    write(repo, { '.github/pitboss.yml': CONFIG.replace('"true"', '"false"') });
    expect(pitboss('play').code).toBe(1);
    const run = pitboss('sweep');
    expect([run.code, run.err]).toEqual([4, expect.stringContaining('[run_unfinished]')]);
  });
});
