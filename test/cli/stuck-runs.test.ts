import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type Holder, stuckRuns } from '../../src/cli/doctor/stuck-runs.js';
import type { LedgerState } from '../../src/ledger/ledger.js';
import { halts } from '../../src/run/halts.js';
import type { RunRecord } from '../../src/run/record.js';
import { planText, record } from '../run/samples.js';
import { PROGRAM, type Sandbox, sandbox } from './support/sandbox.js';

/** Ends a process group; one that has ended already is none. */
function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It went with its parent.
  }
}

const LEASE = { workflow_run_id: 'local:there:17:1', attempt: 1, nonce: 'n' };

function look(changes: Partial<RunRecord>, holder: Holder = 'gone', refs?: Record<string, string>) {
  const run = { ...record(), ...changes };
  const state: LedgerState = {
    tip: 't',
    triggers: [],
    runs: new Map([[run.run_id, run]]),
    spend: new Map(),
    problems: [],
  };
  const tips = refs ?? { [`refs/heads/${run.branch}`]: run.head_sha };
  return stuckRuns({ state, holder: () => holder, refs: new Map(Object.entries(tips)) });
}

const id = record().run_id;
const branch = record().branch;

test('of a long reason the beginning is shown, and where the rest is', () => {
  const why = Array.from({ length: 40 }, (_, line) => `line ${line}`).join('\n');
  const [check] = look({ status: 'halted', lease: null, halt: { code: 'x', what: 'W.', why, fix: 'F.' } });
  expect(check?.why?.split('\n')).toEqual([
    'line 0',
    'line 1',
    'line 2',
    'line 3',
    `… (\`pitboss status ${id}\` has all 40 lines)`,
  ]);
});

test('a run that sleeps is not stuck: until when, why, and that nobody here wakes it up', () => {
  const until = '2026-03-01T15:00:00.000Z';
  const wait = halts.agentQuota('claude-code', 'limit reached', until);
  expect(look({ status: 'waiting', lease: null, wake_at: until, wait })).toEqual([
    {
      name: 'run_sleeps',
      state: 'warning',
      what: `Run ${id} sleeps until ${until}.`,
      why: expect.stringMatching(/quota[\s\S]*limit reached/),
      fix: expect.stringContaining(`pitboss rebuy ${id}`),
    },
  ]);
});

describe('every stuck state has a name and a repair', () => {
  test.each([
    [
      'a process that ended while it held the run',
      look({ status: 'running', lease: LEASE }),
      'run_lost',
      `pitboss rebuy ${id}`,
    ],
    [
      'a holder on another machine',
      look({ status: 'running', lease: LEASE }, 'elsewhere'),
      'run_held_elsewhere',
      '--holder-is-gone',
    ],
    ['nobody took the run up', look({ status: 'queued', lease: null }), 'run_abandoned', `pitboss fold ${id}`],
    [
      'a halt',
      look({ status: 'halted', lease: null, halt: { code: 'x', what: 'W.', why: 'Y.', fix: 'F.' } }),
      'run_halted',
      `F. \`pitboss rebuy ${id}\``,
    ],
    [
      'a branch that is gone',
      look({ status: 'running', lease: LEASE }, 'gone', {}),
      'run_branch_missing',
      'git update-ref refs/heads/',
    ],
    [
      'a branch that somebody moved',
      look({ status: 'running', lease: LEASE }, 'gone', { [`refs/heads/${branch}`]: 'f'.repeat(40) }),
      'run_branch_moved',
      `pitboss fold ${id}`,
    ],
    [
      'a tree that was kept for a run that is over',
      look({ status: 'folded' }, 'gone', { [`refs/pitboss/wip/${id}/phase/01`]: 'f'.repeat(40) }),
      'tree_left_over',
      `git update-ref -d refs/pitboss/wip/${id}/phase/01`,
    ],
  ])('%s', (_, checks, name, repair) => {
    const found = checks.find((check) => check.name === name);
    expect(found?.fix).toContain(repair);
    expect(found?.state).not.toBe('ok');
  });

  test('a file of the ledger that cannot be read', () => {
    const state = {
      tip: 't',
      triggers: [],
      runs: new Map(),
      spend: new Map(),
      problems: [{ path: 'runs/x/run.json', problem: 'no JSON' }],
    };
    expect(stuckRuns({ state, holder: () => 'gone', refs: new Map() })).toMatchObject([
      {
        name: 'ledger_unreadable',
        state: 'problem',
        fix: expect.stringContaining('git show refs/pitboss/ledger:runs/x/run.json'),
      },
    ]);
  });

  test('a run at work, a finished one and the tree of a halted one are none', () => {
    expect(look({ status: 'running', lease: LEASE }, 'alive').map(({ name, state }) => [name, state])).toEqual([
      ['run_at_work', 'ok'],
    ]);
    expect(look({ status: 'finished', lease: null }, 'gone', {})).toMatchObject([{ name: 'runs', state: 'ok' }]);
    const kept = { [`refs/heads/${branch}`]: record().head_sha, [`refs/pitboss/wip/${id}/phase/01`]: 'f'.repeat(40) };
    expect(look({ status: 'halted', lease: null }, 'gone', kept).map(({ name }) => name)).toEqual(['run_halted']);
  });
});

describe('in a real repository', () => {
  let box: Sandbox;
  beforeEach(() => {
    box = sandbox({
      'a.txt': 'one\n',
      '.github/pitboss.yml': 'agent: { backend: script }\ntests: { command: "true" }\n',
      '.pitboss/play/plan.md': planText(1),
      '.pitboss/agent-script.yml': 'otherwise:\n  output: [at work]\n  hang: true\n',
    });
  });
  afterEach(() => box.close());

  /** A run whose process was killed without warning while its agent worked. */
  async function killedRun(): Promise<void> {
    await kill(await startedRun());
  }

  async function startedRun() {
    const child = spawn(process.execPath, [PROGRAM, 'play'], {
      cwd: box.repo,
      env: box.env,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    await new Promise<void>((resolve) => {
      let seen = '';
      child.stderr.on('data', (piece) => {
        seen += String(piece);
        if (seen.includes('at work')) {
          resolve();
        }
      });
    });
    return child;
  }

  async function kill(child: ChildProcess): Promise<void> {
    // The agent leads a group of its own, and would wait for ever.
    const agents = readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8').trim().split(' ').map(Number);
    child.kill('SIGKILL');
    await new Promise((resolve) => child.once('exit', resolve));
    for (const pid of agents) {
      killGroup(pid);
    }
  }

  /** Rewrites the ledger as it would stand had another machine worked on the run. */
  function moveHolder(): void {
    const path = box
      .git('ls-tree', '-r', '--name-only', 'refs/pitboss/ledger')
      .split('\n')
      .find((name) => name.endsWith('/run.json'));
    const text = box.git('show', `refs/pitboss/ledger:${path}`).replace(`local:${hostname()}:`, 'local:another-host:');
    box.write({ 'moved.json': `${text}\n` });
    const blob = box.git('hash-object', '-w', 'moved.json');
    box.git('read-tree', 'refs/pitboss/ledger');
    box.git('update-index', '--add', '--cacheinfo', `100644,${blob},${path}`);
    const commit = box.git('commit-tree', '-p', 'refs/pitboss/ledger', '-m', 'moved', box.git('write-tree'));
    box.git('update-ref', 'refs/pitboss/ledger', commit);
    box.git('read-tree', 'HEAD');
  }

  test('a run that another machine holds is given up by nobody but a person', async () => {
    await killedRun();
    moveHolder();
    expect(box.pitboss('doctor').out).toContain('[run_held_elsewhere]');
    expect(box.pitboss('rebuy')).toMatchObject({ code: 4, err: expect.stringContaining('[not_taken_up]') });
    expect(box.pitboss('fold').out).toContain('told the process');
    expect(box.pitboss('fold', '--holder-is-gone')).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^folded run /),
    });
  });

  test('a holder on this machine is judged by its process, whatever a person says', async () => {
    const child = await startedRun();
    expect(box.pitboss('rebuy', '--holder-is-gone')).toMatchObject({
      code: 4,
      err: expect.stringContaining('[not_taken_up]'),
    });
    expect(box.pitboss('doctor').out).toMatch(/ok +run \S+ is being worked on/);
    await kill(child);
  });

  test('a killed run is found, and the repair that is named mends it', async () => {
    await killedRun();
    const found = box.pitboss('doctor');
    expect(found.code).toBe(1);
    expect(found.out).toContain('[run_lost]');
    const [, repair = ''] = /`pitboss (rebuy \S+)`/.exec(found.out) ?? [];
    box.write({ '.pitboss/agent-script.yml': 'otherwise:\n  edits: [{ path: "{unit}.txt", content: "done\\n" }]\n' });
    expect(box.pitboss(...repair.split(' '), '--no-sweep')).toMatchObject({ code: 0 });
    // Nobody had halted it, and the word that came along counts all the same.
    expect(JSON.parse(box.pitboss('status', '--json').out).record.sweep_override).toBe('skip');
    expect(box.pitboss('doctor').out).toContain('runs: 1, none of them stuck');
  });
});
