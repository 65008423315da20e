import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Checks } from './check.js';
import { dispatchClaude } from './dispatch-claude.js';
import { type Behaviour, type MessagesServer, startMessagesServer } from './messages-server.js';

async function withServer(behaviour: Behaviour, use: (server: MessagesServer) => Promise<void>): Promise<void> {
  const server = await startMessagesServer(behaviour);
  try {
    await use(server);
  } finally {
    await server.close();
  }
}

async function writesAFile(binary: string): Promise<void> {
  const turns = [
    {
      tool: 'Write',
      input: { file_path: 'hello.txt', content: 'hi there\n' },
      usage: { input: 100, cached: 1_000, output: 20 },
    },
    { text: 'All done.', usage: { input: 30, cached: 1_100, output: 11 } },
  ];
  await withServer({ kind: 'turns', turns }, async (server) => {
    const { outcome, events } = await dispatchClaude({
      binary,
      url: server.url,
      inspect: async (cwd) => {
        assert.equal(await readFile(join(cwd, 'hello.txt'), 'utf8'), 'hi there\n');
        assert.equal(existsSync(join(cwd, 'hook-ran')), false, 'a hook of the checkout ran');
      },
    });
    assert.deepEqual([outcome.kind, outcome.message, outcome.estimated], ['completed', '', false]);
    const { input, cached_input, cache_write, output, dispatches } = outcome.usage;
    assert.deepEqual([input, cached_input, cache_write, output, dispatches], [130, 2_100, 0, 31, 1]);
    assert.ok(outcome.usage.usd > 0);
    assert.equal(outcome.finalText, 'All done.');
    assert.deepEqual(outcome.unknownEvents, {});
    assert.ok(events.some((event) => event.kind === 'tool' && event.name === 'Write'));
    assert.equal(server.requests(), 2);
    assert.deepEqual([...server.keys()], ['key-of-the-test']);
  });
}

async function refusedKey(binary: string): Promise<void> {
  await withServer({ kind: 'unauthorized' }, async (server) => {
    const { outcome } = await dispatchClaude({ binary, url: server.url });
    assert.equal(outcome.kind, 'authentication', outcome.message);
    assert.equal(server.requests(), 1);
  });
}

async function refusedConnection(binary: string): Promise<void> {
  const server = await startMessagesServer({ kind: 'unauthorized' });
  await server.close();
  const { outcome } = await dispatchClaude({ binary, url: server.url });
  assert.equal(outcome.kind, 'transient', outcome.message);
  assert.equal(outcome.usage.usd, 0);
}

async function stoppedWhileItWorks(binary: string): Promise<void> {
  const turns = [
    { tool: 'Bash', input: { command: 'git status' }, usage: { input: 70, cached: 0, output: 9 } },
    { text: 'never shown', usage: { input: 1, cached: 0, output: 1 } },
  ];
  await withServer({ kind: 'turns', turns }, async (server) => {
    const { outcome } = await dispatchClaude({
      binary,
      url: server.url,
      onEvent: (event, stop) => {
        if (event.kind === 'usage') {
          stop();
        }
      },
    });
    assert.equal(outcome.kind, 'cancelled', outcome.message);
    assert.ok(outcome.usage.input >= 70 && outcome.usage.output >= 9, JSON.stringify(outcome.usage));
  });
}

async function stoppedAtItsTimeLimit(binary: string): Promise<void> {
  await withServer({ kind: 'stall', usage: { input: 55, cached: 0, output: 1 } }, async (server) => {
    const { outcome } = await dispatchClaude({ binary, url: server.url, timeoutMs: 3_000 });
    assert.equal(outcome.kind, 'timeout', outcome.message);
    assert.equal(outcome.usage.input, 55);
    assert.equal(outcome.estimated, false, 'SIGINT should have made it report its totals');
  });
}

/** Our Claude Code backend against the real CLI and a scripted server. */
export const claudeChecks: Checks = {
  writesAFile,
  refusedKey,
  refusedConnection,
  stoppedWhileItWorks,
  stoppedAtItsTimeLimit,
};
