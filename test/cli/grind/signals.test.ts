import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { PROGRAM, type Sandbox, sandbox } from '../support/sandbox.js';

jest.setTimeout(120_000);

/** The agent ends when its gate is opened, so that no test depends on how fast anything is. */
const AGENT = `
otherwise:
  edits: [{ path: "{unit}.txt", content: "done\\n" }]
  run: ["sh", "-c", "until test -e GATE; do sleep 0.1; done"]
  usage: { input: 10, output: 1, usd: 0.25 }
`;

let box: Sandbox;
let child: ChildProcess;
let said: string;
beforeEach(() => {
  box = sandbox({
    '.github/pitboss.yml': 'agent: { backend: script }\naudit: { enabled: false }\ntests: { command: "true" }\n',
    '.pitboss/grind/prompts/alpha.md': '---\nname: alpha\ndescription: about alpha\n---\nDo alpha.\n',
  });
  box.write({ '.pitboss/agent-script.yml': AGENT.replace('GATE', join(box.root, 'gate')) });
});
afterEach(() => {
  child.kill('SIGKILL');
  box.close();
});

/** Starts a grind whose first session waits for its gate. */
async function started(...args: readonly string[]): Promise<{ readonly code: Promise<number | null> }> {
  said = '';
  child = spawn(process.execPath, [PROGRAM, 'grind', ...args], {
    cwd: box.repo,
    env: { ...box.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (piece) => {
      said += String(piece);
    });
  }
  const code = new Promise<number | null>((resolve) => child.once('close', resolve));
  await until('implementer started');
  // In an object: a promise of a promise would wait for the end.
  return { code };
}

async function until(words: string): Promise<void> {
  for (let waited = 0; waited < 60_000 && !said.includes(words); waited += 50) {
    await pause(50);
  }
  expect(said).toContain(words);
}

const openGate = () => box.write({ '../gate': '' });

test('the first Ctrl-C lets the session at work end and begins no other', async () => {
  const { code } = await started('--max-iterations', '3');
  child.kill('SIGINT');
  await until('draining: what is at work is finished');
  openGate();
  expect([await code, said]).toEqual([0, expect.stringContaining(' Drained: 1 session on branch ')]);
  expect(said).not.toContain('session 0002');
});

test('the second one stops it and keeps it where it was; a resume goes on there', async () => {
  const { code } = await started('--max-iterations', '1');
  child.kill('SIGINT');
  await until('draining');
  child.kill('SIGINT');
  expect([await code, said]).toEqual([2, expect.stringContaining(' Aborted: 0 sessions on branch ')]);
  openGate();
  const resumed = box.pitboss('grind', '--resume');
  expect([resumed.code, resumed.err]).toEqual([
    3,
    expect.stringContaining('session 0001: alpha, resumed at implement'),
  ]);
});

test('the file .pitboss/skip skips the session at work, and the run goes on', async () => {
  const { code } = await started('--max-iterations', '2');
  box.write({ '.pitboss/skip': '' });
  await until('session 0001 (alpha) skipped');
  openGate();
  expect([await code, said]).toEqual([3, expect.stringContaining('session 0002 (alpha) ok')]);
  expect(existsSync(join(box.repo, '.pitboss/skip'))).toBe(false);
  expect(box.git('for-each-ref', '--format=%(refname)', 'refs/pitboss/wip')).toMatch(/session\/0001-alpha$/);
});

test('pause from another terminal lets it end; a budget reaches the run at work', async () => {
  const { code } = await started('--max-iterations', '1');
  expect(box.pitboss('rebuy', '--max-iterations', '9').out).toMatch(/^told the process that works on run /);
  expect(box.pitboss('pause').out).toMatch(/^told run \S+ to pause/);
  openGate();
  expect([await code, said]).toEqual([0, expect.stringContaining(' Drained: 1 session on branch ')]);
  expect(JSON.parse(box.pitboss('status', '--json').out)).toMatchObject({
    status: 'waiting',
    record: { grind: { budgets: { max_iterations: 9 }, pausing: true } },
  });
});
