import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { CodexReader } from '../../../src/agents/codex/reader.js';
import { announcedWait, saidRetry } from '../../../src/agents/codex/retry.js';
import { readRollout } from '../../../src/agents/codex/rollout.js';
import { settleFrom } from '../../../src/agents/codex/settle.js';
import { dispatchOnce, fakeCodexBackend, temporaryFolder } from '../dispatching.js';

const ID = '01a20fc1-0578-71d3-9625-42938c92a5f3';
const line = (payload: unknown) => JSON.stringify({ timestamp: 't', ordinal: 1, type: 'event_msg', payload });
const count = (input: number, output: number) =>
  line({ type: 'token_count', info: { total_token_usage: { input_tokens: input, output_tokens: output } } });
const NO_INFO = line({ type: 'token_count', info: null });
const END = line({ type: 'task_complete', error: { message: 'm', codex_error_info: 'other' } });

async function homeWith(content: string): Promise<string> {
  const home = await temporaryFolder();
  const folder = join(home, 'sessions', '2026', '11', '24');
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, `rollout-2026-11-24T22-50-37-${ID}.jsonl`), content);
  return home;
}

describe('the file of a session', () => {
  test('tells the last count and whether the CLI came to its end', async () => {
    const whole = [count(1, 1), count(100, 20), NO_INFO, END, ''].join('\n');
    expect(await readRollout(await homeWith(whole), ID)).toMatchObject({
      usage: { input: 100, output: 20 },
      ended: true,
      error: 'other',
    });
    expect(await readRollout(await homeWith(count(5, 6)), ID)).toMatchObject({ usage: { input: 5 }, ended: false });
  });

  test.each([
    ['a last line that broke off', `${count(7, 8)}\n${count(70, 80).slice(0, 60)}`],
    ['lines that are no JSON, or another shape', `${count(7, 8)}\n{"type":"token_count"\n"type":"token_count"\n[]\n`],
    ['a count that no dispatch can have', `${count(7, 8)}\n${count(1e15, 1)}\n`],
  ])('with %s tells the count before it', async (_, content) => {
    expect((await readRollout(await homeWith(content), ID))?.usage).toMatchObject({ input: 7, output: 8 });
  });

  test('of megabytes is read from its end', async () => {
    const long = line({ type: 'token_count', filler: 'x'.repeat(17 * 1024 * 1024) });
    expect((await readRollout(await homeWith(`${long}\n${count(7, 8)}\n`), ID))?.usage).toMatchObject({ input: 7 });
    const hidden = await readRollout(await homeWith(`${count(7, 8)}\n${long}\n${END}\n`), ID);
    expect(hidden).toMatchObject({ usage: null, ended: false });
  });

  test('is not looked for under a name that is no session', async () => {
    const home = await homeWith(count(1, 1));
    expect(await readRollout(home, '../../../etc/passwd')).toBeNull();
    expect(await readRollout(home, ID.replace('01a2', '01a3'))).toBeNull();
    expect(await readRollout(join(home, 'nowhere'), ID)).toBeNull();
  });

  test('is a file and no link to one', async () => {
    const home = await temporaryFolder();
    await mkdir(join(home, 'sessions'));
    await writeFile(join(home, 'elsewhere'), count(1, 1));
    await symlink(join(home, 'elsewhere'), join(home, 'sessions', `rollout-${ID}.jsonl`));
    expect(await readRollout(home, ID)).toBeNull();
  });
});

describe('usage of a turn that failed', () => {
  const say = (events: readonly unknown[]) => {
    const reader = (home: string, outOfReach: boolean) => new CodexReader(settleFrom(home, async () => outOfReach));
    return async (home: string, outOfReach = true) => {
      const settled = reader(home, outOfReach);
      for (const event of [{ type: 'thread.started', thread_id: ID }, { type: 'turn.started' }, ...events]) {
        settled.line('stdout', JSON.stringify(event));
      }
      return await settled.settle(settled.finish({ kind: 'exited', code: 1 }));
    };
  };
  const tool = { type: 'item.started', item: { id: 'i', type: 'command_execution', command: 'ls' } };
  const failed = (message = 'It went wrong.') => ({ type: 'turn.failed', error: { message } });
  const broken = {
    type: 'error',
    message: 'Reconnecting... 1/3 (stream disconnected before completion: idle timeout)',
  };
  const unsent = {
    type: 'error',
    message: 'Reconnecting... 1/3 (stream disconnected before completion: error sending request)',
  };
  const FILE = `${count(100, 20)}\n${END}\n`;

  test('is exact where the CLI wrote its end', async () => {
    const outcome = await say([tool, unsent, failed()])(await homeWith(FILE));
    expect(outcome).toMatchObject({ kind: 'failed', usage: { input: 100, output: 20 }, estimated: false });
  });

  test.each<[string, readonly unknown[], string, boolean]>([
    ['it never failed, but stopped', [], FILE, true],
    ['the CLI wrote no end', [failed()], count(100, 20), true],
    ['an answer broke off, which may have cost something', [broken, failed()], FILE, true],
    ['commands of the agent could write the file', [tool, failed()], FILE, false],
  ])('is a lower bound where %s', async (_, events, content, outOfReach) => {
    const outcome = await say(events)(await homeWith(content), outOfReach);
    expect(outcome).toMatchObject({ usage: { input: 100, output: 20 }, estimated: true });
  });

  test('is unknown where there is no file', async () => {
    const outcome = await say([failed()])(await temporaryFolder());
    expect(outcome).toMatchObject({ usage: { input: 0 }, estimated: true });
  });

  test('is what the stream tells where it tells any', async () => {
    const done = { type: 'turn.completed', usage: { input_tokens: 3, output_tokens: 2 } };
    const outcome = await say([{ ...tool, type: 'item.completed' }, done])(await homeWith(FILE));
    expect(outcome).toMatchObject({ kind: 'refused', usage: { input: 3, output: 2 }, estimated: false });
    expect((await say([broken, done])(await homeWith(FILE))).estimated).toBe(true);
  });
});

test.each([
  ['usage_limit_exceeded', 'quota'],
  ['context_window_exceeded', 'context_limit'],
  ['cyber_policy', 'refused'],
  ['a_new_name', 'failed'],
  [{ http_connection_failed: { http_status_code: 404 } }, 'failed'],
  [{ response_stream_disconnected: { http_status_code: null } }, 'transient'],
  [{ response_too_many_failed_attempts: null }, 'transient'],
  [7, 'failed'],
])('a failure in words that mean nothing to us, named %j, is %s', async (codex_error_info, kind) => {
  const end = line({ type: 'task_complete', error: { message: 'm', codex_error_info } });
  const settle = settleFrom(await homeWith(`${end}\n`), async () => true);
  const reader = new CodexReader(settle);
  reader.line('stdout', JSON.stringify({ type: 'thread.started', thread_id: ID }));
  reader.line('stdout', JSON.stringify({ type: 'turn.failed', error: { message: 'Something came up.' } }));
  expect((await reader.settle(reader.finish({ kind: 'exited', code: 1 }))).kind).toBe(kind);
});

test('a failure in new words is told by the name that the CLI wrote down', async () => {
  const { outcome } = await dispatchOnce(fakeCodexBackend('renamed_failure'));
  expect(outcome).toMatchObject({ kind: 'transient', message: 'codex: Something came up. (exit 1)' });
});

test('a failure beats a success, in whichever order they were said', () => {
  const done = { type: 'turn.completed', usage: { input_tokens: 3, output_tokens: 2 } };
  const failed = { type: 'turn.failed', error: { message: 'no' } };
  for (const events of [
    [done, failed],
    [failed, done],
  ]) {
    const reader = new CodexReader();
    events.flatMap((event) => reader.line('stdout', JSON.stringify(event)));
    expect(reader.finish({ kind: 'exited', code: 0 }).kind).toBe('failed');
  }
});

describe('a provider that asks for a long wait', () => {
  test('is not waited for: the CLI is stopped, and the wait handed on', async () => {
    const { outcome } = await dispatchOnce(fakeCodexBackend('long_wait'));
    expect(outcome).toMatchObject({
      kind: 'transient',
      retry: { afterMs: 3_599_998 },
      usage: { input: 7, output: 9, dispatches: 1 },
      estimated: false,
    });
    expect(outcome.message).toContain('asks for a long wait');
  });

  test.each([
    ['Rate limit reached. Please try again in 30s.', { afterMs: 30_000 }],
    ['Please try again in 1.5s.', { afterMs: 1_500 }],
    ['try again in 250ms', { afterMs: 250 }],
    ['try again in 1m30s.', { afterMs: 90_000 }],
    ['try again at 11:58 PM.', null],
    ['Try again later.', null],
    ['try again at Nov 99th, 2026 11:06 AM.', null],
  ])('says when in "%s"', (words, hint) => {
    expect(saidRetry(words)).toEqual(hint);
  });

  test('says the day in the zone of the machine', () => {
    const at = new Date(2026, 10, 18, 11, 6).toISOString();
    expect(saidRetry('or try again at Nov 18th, 2026 11:06 AM.')).toEqual({ at });
  });

  test('a wait that the CLI chose itself is no word of the provider', () => {
    expect(announcedWait('WARN: retrying sampling request (1/3 in 203.5ms)... sampling_error=high demand')).toEqual({
      ms: 204,
      told: false,
    });
    expect(announcedWait('WARN: something else')).toBeNull();
  });
});

test.each([
  ['is empty', [''], 'refused'],
  ['is white space', [' \n'], 'refused'],
  ['is empty behind one that was not', ['I changed it.', ''], 'completed'],
])('a turn whose last message %s', (_, texts, kind) => {
  const reader = new CodexReader();
  for (const text of texts) {
    reader.line('stdout', JSON.stringify({ type: 'item.completed', item: { id: 'i', type: 'agent_message', text } }));
  }
  reader.line('stdout', JSON.stringify({ type: 'turn.completed', usage: { input_tokens: 3, output_tokens: 2 } }));
  expect(reader.finish({ kind: 'exited', code: 0 }).kind).toBe(kind);
});

test.each([
  [
    "unexpected status 400 Bad Request: Unsupported parameter: 'timeout'., url: http://127.0.0.1:1/v1/responses",
    'failed',
  ],
  ['unexpected status 404 Not Found: rate limit of gpt-0 is not known, url: http://127.0.0.1:1/v1/responses', 'failed'],
  ['unexpected status 400 Bad Request: context_length_exceeded, url: http://127.0.0.1:1/v1/responses', 'context_limit'],
  ['unexpected status 408 Request Timeout: , url: http://127.0.0.1:1/v1/responses', 'transient'],
  ['unexpected status 409 Conflict: , url: http://127.0.0.1:1/v1/responses', 'transient'],
  ['unexpected status 429 Too Many Requests: timeout, url: http://127.0.0.1:1/v1/responses', 'transient'],
  ['unexpected status 503 Service Unavailable: , url: http://127.0.0.1:1/v1/responses', 'transient'],
])('%s is %s', (message, kind) => {
  const reader = new CodexReader();
  reader.line('stdout', JSON.stringify({ type: 'turn.failed', error: { message } }));
  expect(reader.finish({ kind: 'exited', code: 1 }).kind).toBe(kind);
});
