import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { ClaudeReader } from '../../src/agents/claude-code/reader.js';
import type { AgentBackend, Leftover } from '../../src/agents/contract.js';
import { programRunner } from '../../src/process/run-program.js';
import { dispatchOnce, fakeClaudeBackend } from './dispatching.js';

const folder = join(dirname(fileURLToPath(import.meta.url)), '../fixtures/recordings/claude');

function lines(name: string): readonly string[] {
  return readFileSync(join(folder, `${name}.jsonl`), 'utf8').split('\n');
}

function leftoversOf(stream: readonly string[]): readonly Leftover[] {
  const reader = new ClaudeReader();
  stream.forEach((line) => {
    reader.line('stdout', line);
  });
  return reader.finish({ kind: 'exited', code: 0 }).leftovers ?? [];
}

/** The recording up to the first line that holds all of these words, that line included. */
function upTo(stream: readonly string[], ...words: readonly string[]): readonly string[] {
  const end = stream.findIndex((line) => words.every((word) => line.includes(word)));
  expect(end).toBeGreaterThan(0);
  return stream.slice(0, end + 1);
}

describe('a background shell of claude, as recorded', () => {
  const shell = lines('background-shell');
  const command = 'sleep 45; echo done';

  test('that ended, and whose end the main loop was woken for, leaves nothing', () => {
    expect(leftoversOf(shell)).toEqual([]);
  });

  test('that still runs when the stream ends is named by its command', () => {
    expect(leftoversOf(upTo(shell, '"type":"result"'))).toEqual([{ kind: 'running', command }]);
  });

  test.each(['"task_updated"', '"task_notification"', '"tasks":[]'])(
    'that ended after the last word (%s) was never read',
    (event) => {
      expect(leftoversOf(upTo(shell, event))).toEqual([{ kind: 'unread', command }]);
    },
  );

  test('counts as read only where the main loop speaks, not a subagent and not the CLI itself', () => {
    const ended = upTo(shell, '"tasks":[]');
    const word = { type: 'text', text: 'x' };
    const message = { id: 'm', model: 'claude-x', content: [word] };
    const said = (change: object) => [...ended, JSON.stringify({ type: 'assistant', message, ...change })];
    expect(leftoversOf(said({ parent_tool_use_id: 'toolu_9' }))).toHaveLength(1);
    expect(leftoversOf(said({ message: { ...message, model: '<synthetic>' } }))).toHaveLength(1);
    expect(leftoversOf(said({ parent_tool_use_id: null }))).toEqual([]);
  });
});

describe('a background subagent of claude, as recorded', () => {
  const subagent = lines('subagent');

  test('that reported back leaves nothing', () => {
    expect(leftoversOf(subagent)).toEqual([]);
  });

  test('that still works when the stream ends is named by its description', () => {
    expect(leftoversOf(upTo(subagent, '"text":"all done"'))).toEqual([{ kind: 'running', command: 'd' }]);
  });
});

test.each(['ok-stream-json', 'partial-ok', 'recommended', 'err-cut', 'hang-stream'])(
  'the recorded run %s left nothing',
  (name) => {
    expect(leftoversOf(lines(name))).toEqual([]);
  },
);

test('a stream that starts tasks for ever fills no memory', () => {
  const start = (id: number) =>
    JSON.stringify({ type: 'system', subtype: 'task_started', task_id: `t${id}`, description: 'x\n'.repeat(9_000) });
  const left = leftoversOf(Array.from({ length: 5_000 }, (_, id) => start(id)));
  expect(left).toHaveLength(100);
  expect(Math.max(...left.map(({ command }) => command.length))).toBeLessThanOrEqual(201);
});

const linux = process.platform === 'linux' ? test : test.skip;

/** An agent that says its last word while a program that it started still works. */
function leaving(source: string): AgentBackend {
  const backend = fakeClaudeBackend('success');
  return {
    ...backend,
    prepare: async (request) => {
      const command = await backend.prepare(request);
      return { ...command, argv: ['sh', '-c', `${source}\nexec "$0" "$@"`, ...command.argv] };
    },
  };
}

linux('a program that the agent left running is part of its outcome, and does not outlive it', async () => {
  const run = programRunner({ lingerMs: 50, drainMs: 200, leftoverGraceMs: 200 });
  const { outcome } = await dispatchOnce(leaving('setsid sleep 631 > /dev/null 2>&1 &'), {}, run);
  expect(outcome).toMatchObject({ kind: 'completed', leftovers: [{ kind: 'running', command: 'sleep 631' }] });
  expect((await dispatchOnce(leaving(''), {}, run)).outcome.leftovers).toBeUndefined();
});
