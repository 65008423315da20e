import { spawnSync } from 'node:child_process';
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { planText } from '../../run/samples.js';
import { PROGRAM, type Sandbox, sandbox } from '../support/sandbox.js';

jest.setTimeout(60_000);

let box: Sandbox;
beforeEach(() => {
  box = sandbox({
    '.github/pitboss.yml':
      'agent: { backend: script }\naudit: { enabled: false }\nretries: { fixer_max_attempts: 0 }\nbudgets: { max_total_usd: 5 }\ntests: { command: "test -e 02.txt", baseline: ignore }\n',
    '.pitboss/play/plan.md': planText(1),
    '.pitboss/agent-script.yml': 'otherwise:\n  edits: [{ path: 01.txt, content: "done\\n" }]\n',
  });
});
afterEach(() => box.close());

const status = () => JSON.parse(box.pitboss('status', '--json').out);
const noted = () => status().notes;

test('a note waits for its halted run, and status shows it before and after it was read', () => {
  expect(box.pitboss('play').code).toBe(1);
  const { run_id: run, limits } = status();
  expect(limits).toMatchObject([{ cap: 'run', key: 'budgets.max_total_usd', usd: 5, spent_usd: 0, left_usd: 5 }]);
  const told = box.pitboss('note', 'Use', 'tabs.');
  expect([told.code, told.out]).toEqual([
    0,
    `noted for run ${run}: its next agent is shown the note when \`pitboss rebuy ${run}\` lets it go on\n`,
  ]);
  const piped = spawnSync(process.execPath, [PROGRAM, 'note', run.slice(0, 18), '-'], {
    cwd: box.repo,
    env: box.env,
    encoding: 'utf8',
    input: 'Mind the gap — überall.\r\nPlease.\n',
  });
  expect(piped.status).toBe(0);
  expect(noted()).toMatchObject([
    { text: 'Use tabs.', shown: [] },
    { text: 'Mind the gap — überall.\nPlease.', shown: [] },
  ]);
  expect(box.pitboss('status').out).toContain('"Use tabs." (no agent has been shown it yet)');

  box.write({
    '.github/pitboss.yml':
      'agent: { backend: script }\naudit: { enabled: false }\ntests: { command: "test -e 02.txt", baseline: ignore }\n',
    '.pitboss/agent-script.yml': 'otherwise:\n  edits: [{ path: 02.txt, content: "done\\n" }]\n',
  });
  expect(box.pitboss('rebuy').code).toBe(0);
  expect(noted()).toMatchObject([{ shown: ['phase/01'] }, { shown: ['phase/01'] }]);
});

test('a note that nobody will read, or that says nothing or too much, is refused', () => {
  expect(box.pitboss('note', 'Use tabs.')).toMatchObject({ code: 4, err: expect.stringContaining('no_run') });
  expect(box.pitboss('note')).toMatchObject({ code: 2 });
  expect(box.pitboss('note', ' ')).toMatchObject({ code: 4, err: expect.stringContaining('note_empty') });
  const long = box.pitboss('note', 'x'.repeat(8001));
  expect(long).toMatchObject({ code: 4, err: expect.stringContaining('has 8001 characters') });
  box.pitboss('play');
  box.pitboss('fold');
  const run = JSON.parse(box.pitboss('status', '--json').out).run_id;
  expect(box.pitboss('note', run, 'Use tabs.')).toMatchObject({ code: 4, err: expect.stringContaining('run_over') });
});

test('a run that makes a plan takes no notes, and none is meant for it', () => {
  expect(box.pitboss('plan', '--force', 'Count words').code).toBe(1);
  const run = status().run_id;
  expect(box.pitboss('note', 'Use tabs.')).toMatchObject({ code: 4, err: expect.stringContaining('no_run') });
  expect(box.pitboss('note', run, 'Use tabs.')).toMatchObject({
    code: 4,
    err: expect.stringContaining('note_to_plan'),
  });
});
