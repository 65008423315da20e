import assert from 'node:assert/strict';
import type { Checks } from '../check.js';
import { dispatchClaude } from '../dispatch-claude.js';
import { startMessagesServer, type Turn } from '../messages-server.js';
import { foundNothing, foundTheKey, type Limits, PROBE, REAL_KEY, through, tokens, writeProbe } from './probe.js';

const USAGE = { input: 100, cached: 1_000, output: 20 };
const looks: Turn = { tool: 'Bash', input: { command: PROBE }, usage: USAGE };
const done: Turn = { text: 'All done.', usage: USAGE };

async function forwarded(
  binary: string,
  turns: readonly Turn[],
  limits: Limits = {},
  check: (cwd: string) => Promise<void> = async () => {},
) {
  const server = await startMessagesServer({ kind: 'turns', turns });
  try {
    const { outcome } = await dispatchClaude({
      binary,
      url: '',
      allowedCommands: [PROBE],
      arrange: writeProbe,
      inspect: check,
      request: {
        env: { PATH: process.env.PATH ?? '' },
        ...through({ provider: 'anthropic', baseUrl: server.url }, limits),
      },
    });
    return { outcome, requests: server.requests(), keys: [...server.keys()] };
  } finally {
    await server.close();
  }
}

/** The server counts, the wire counts, the CLI counts, and nobody differs; the key is seen by the server alone. */
async function forwarderKeepsKeyAndCounts(binary: string): Promise<void> {
  const { outcome, requests, keys } = await forwarded(binary, [looks, done], {}, foundNothing);
  assert.deepEqual([outcome.kind, outcome.message, outcome.estimated], ['completed', '', false]);
  assert.deepEqual([requests, keys], [2, [REAL_KEY]]);
  assert.deepEqual(tokens(outcome.usage), [200, 2_000, 0, 40]);
  assert.equal(outcome.countsDiffer, undefined);
  // The CLI's own dollars, by its list for this model: 3, 0.3 and 15 for a million.
  assert.ok(Math.abs(outcome.usage.usd - 0.0018) < 0.0001, String(outcome.usage.usd));
}

async function keyIsInReachWithoutForwarder(binary: string): Promise<void> {
  await forwarded(binary, [looks, done], { direct: true }, foundTheKey);
}

async function forwarderStopsWhatIsUsedUp(binary: string): Promise<void> {
  const { outcome, requests } = await forwarded(binary, [looks, looks, looks, done], { maxTokens: 2_240 });
  assert.equal(outcome.kind, 'budget', outcome.message);
  assert.match(outcome.message, /^Stopped by Pitboss: the 2240 tokens/);
  assert.deepEqual([requests, ...tokens(outcome.usage)], [2, 200, 2_000, 0, 40]);
}

export const claudeForwarder: Checks = {
  forwarderKeepsKeyAndCounts,
  keyIsInReachWithoutForwarder,
  forwarderStopsWhatIsUsedUp,
};
