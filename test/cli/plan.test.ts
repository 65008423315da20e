import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { everything, PROGRAM, type Ran, type Sandbox, sandbox } from './support/sandbox.js';

jest.setTimeout(120_000);

const PLAN = '---\ncurrent_phase: "01"\n---\n\n# Phase 01: Count\n\n**Scope.** Words.\n';
const USAGE = 'usage: { input: 10, output: 1, usd: 0.25 }';
const said = (text: string) => `output: [${JSON.stringify(text)}]`;
/** Writes a file too, and a plan of its own into the checkout: neither may come out. */
const MESSY = 'edits: [{ path: mess.txt, content: x }, { path: .pitboss/play/plan.md, content: wrong }]';
const GOOD = `steps:
  - { when: { unit: plan/questions }, ${said('1. Which words?\n2. How fast?\n3. For whom?')}, ${USAGE} }
otherwise: { ${said(PLAN)}, ${MESSY}, ${USAGE} }
`;
const CONFIG = 'agent: { backend: script }\n';
const PLAN_FILE = '.pitboss/play/plan.md';

let box: Sandbox;
beforeEach(() => {
  box = sandbox({ 'a.txt': 'one\n', '.github/pitboss.yml': CONFIG, '.pitboss/agent-script.yml': GOOD });
});
afterEach(() => box.close());

/** The command with lines on its standard input. */
function piped(lines: string, ...args: string[]): Ran {
  const run = spawnSync(process.execPath, [PROGRAM, ...args], {
    cwd: box.repo,
    env: box.env,
    encoding: 'utf8',
    input: lines,
    timeout: 60_000,
  });
  return { code: run.status, out: run.stdout, err: run.stderr };
}

/** The user's tree and refs without what planning may add: its plan, and the ledger. */
function belongings(): unknown {
  const { [`/${PLAN_FILE}`]: _, ...files } = everything(box.repo);
  const tree = Object.entries(files).filter(
    ([path]) => !path.startsWith('/.git/') && !path.startsWith('/.pitboss/play'),
  );
  return [tree, box.git('for-each-ref', 'refs/heads', 'refs/stash', 'refs/pitboss/wip'), box.git('diff', '--cached')];
}

const status = () => JSON.parse(box.pitboss('status', '--json').out);

describe('plan', () => {
  test('writes the plan, books what it cost, and leaves everything else as it was', () => {
    box.write({ 'a.txt': 'dirty\n' });
    const before = belongings();
    const planned = box.pitboss('plan', 'Count', 'words');
    expect([planned.code, planned.out]).toEqual([0, `wrote ${PLAN_FILE} (1 attempt)\n`]);
    expect(box.read(PLAN_FILE)).toBe(PLAN);
    expect(readdirSync(join(box.repo, '.pitboss/play'))).toEqual(['plan.md']);
    expect(belongings()).toEqual(before);
    expect(status()).toMatchObject({
      status: 'finished',
      record: {
        kind: 'plan',
        branch: '',
        planning: { goal: 'Count words', step: 'done' },
        usage: { by_role: { planner: { usd: 0.25, dispatches: 1 } }, unsettled_usd: 0 },
        attempts: { 'plan/draft-1': 1 },
      },
    });
    expect(box.pitboss('status').out).toMatch(/goal: Count words\nplanning: done\ndraft: 1 phase/);
    expect(JSON.parse(box.git('show', `refs/pitboss/ledger:spend/${ledgerDay()}`))).toMatchObject({
      runs: { [status().run_id]: { settled_usd: 0.25 } },
    });
  });

  test('halts when the second answer is no plan either; a rebuy writes it', () => {
    box.write({ '.pitboss/agent-script.yml': `otherwise: { ${said('No.')}, ${USAGE} }\n` });
    const planned = box.pitboss('plan', 'Count words');
    expect([planned.code, planned.err]).toEqual([1, expect.stringContaining('[draft_invalid]')]);
    expect(existsSync(join(box.repo, PLAN_FILE))).toBe(false);
    expect(status().record.usage.by_role.planner).toMatchObject({ usd: 0.5, dispatches: 2 });
    box.write({ '.pitboss/agent-script.yml': GOOD });
    expect(box.pitboss('rebuy')).toMatchObject({ code: 0, out: expect.stringContaining(`wrote ${PLAN_FILE}`) });
  });
});

function ledgerDay(): string {
  return box.git('ls-tree', '--name-only', 'refs/pitboss/ledger', 'spend/').split('/').at(-1) ?? '';
}

describe('an interview', () => {
  test('asks line by line, before anything is written; the answers reach the planner', () => {
    const planned = piped('Unicode ones.\n\nEverybody.\n', 'plan', '--interview', 'Count words', '--json');
    expect(planned.err).toMatch(/\[1\/3\] Which words\?[\s\S]*\[2\/3\] How fast\?[\s\S]*\[3\/3\] For whom\?/);
    expect(JSON.parse(planned.out)).toMatchObject({
      status: 'finished',
      attempts: 1,
      usd: 0.5,
      questions: [
        { question: 'Which words?', answer: 'Unicode ones.' },
        { question: 'How fast?', answer: null },
        { question: 'For whom?', answer: 'Everybody.' },
      ],
    });
    expect(prompts().at(-1)).toMatch(
      /1\. Q: Which words\?\n {3}A: Unicode ones\.\n\n2\. Q: For whom\?\n {3}A: Everybody\./,
    );
  });

  test('that nobody answers plans the goal as it is', () => {
    expect(piped('', 'plan', '--interview', 'Count words')).toMatchObject({ code: 0 });
    expect(prompts().at(-1)).not.toContain('Design specification');
  });
});

/** What the agents of the newest run were told, in their order. */
function prompts(): readonly string[] {
  const state = join(box.root, 'state/pitboss');
  const scratch = join(state, readdirSync(state)[0] ?? '', status().run_id, 'scratch');
  return readdirSync(scratch)
    .filter((name) => name.startsWith('plan-'))
    .sort((a, b) => (a.includes('questions') ? -1 : b.includes('questions') ? 1 : a < b ? -1 : 1))
    .map((name) => readFileSync(join(scratch, name, 'prompt.md'), 'utf8'));
}

describe('what is refused', () => {
  test('a plan that is there, before any question; but not the one of `init`, and not with --force', () => {
    box.pitboss('init');
    expect(box.pitboss('plan', 'Count words').code).toBe(0);
    const refused = piped('', 'plan', '--interview', 'Count words');
    expect([refused.code, refused.err]).toEqual([4, expect.stringContaining('[plan_exists]')]);
    expect(refused.err).not.toContain('[1/3]');
    box.write({ [PLAN_FILE]: 'mine\n' });
    expect(box.pitboss('plan', 'Count words', '--force').code).toBe(0);
    expect(box.read(PLAN_FILE)).toBe(PLAN);
  });

  test('a blank goal', () => {
    expect(box.pitboss('plan', ' ')).toMatchObject({ code: 4, err: expect.stringContaining('[goal_missing]') });
  });

  test('more money than there is', () => {
    box.write({ '.github/pitboss.yml': `${CONFIG}budgets: { max_total_usd: 0.25 }\n` });
    const planned = piped('', 'plan', '--interview', 'Count words');
    expect([planned.code, planned.err]).toEqual([3, expect.stringContaining('[budget_exceeded]')]);
    expect(existsSync(join(box.repo, PLAN_FILE))).toBe(false);
  });
});

test('Ctrl-C ends the agent, writes nothing, and leaves no run that stands in the way', async () => {
  box.write({ '.pitboss/agent-script.yml': `otherwise: { output: [at work], hang: true, ${MESSY} }\n` });
  const before = belongings();
  const child = spawn(process.execPath, [PROGRAM, 'plan', 'Count words'], {
    cwd: box.repo,
    env: box.env,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const exit = new Promise((resolve) => child.once('exit', resolve));
  await new Promise<void>((resolve) => {
    let seen = '';
    child.stderr.on('data', (piece) => {
      seen += String(piece);
      if (seen.includes('at work')) {
        resolve();
      }
    });
  });
  child.kill('SIGINT');
  expect(await exit).toBe(2);
  expect(belongings()).toEqual(before);
  expect(existsSync(join(box.repo, PLAN_FILE))).toBe(false);
  expect(status()).toMatchObject({ status: 'folded', record: { lease: null, orders: {} } });
  const state = join(box.root, 'state/pitboss');
  // The shift that folded has made the folder anew.
  expect(readdirSync(join(state, readdirSync(state)[0] ?? '', status().run_id, 'tree'))).toEqual([]);
});
