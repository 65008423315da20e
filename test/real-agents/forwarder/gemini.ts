import assert from 'node:assert/strict';
import type { Checks } from '../check.js';
import { dispatchGemini } from '../gemini/dispatch-gemini.js';
import { done, SOME_TOKENS, shell, withGeminiServer } from '../gemini/with-server.js';
import type { GenerateContentServer } from '../generate-content-server.js';
import { foundNothing, foundTheKey, type Limits, PROBE, PROBE_SCRIPT, REAL_KEY, through } from './probe.js';

function forwarded(
  binary: string,
  { url }: GenerateContentServer,
  limits: Limits = {},
  inspect: (cwd: string) => Promise<void> = async () => {},
) {
  const change = { ...through({ provider: 'gemini', baseUrl: url }, limits), allowedCommands: [PROBE] };
  return dispatchGemini({ binary, url, tree: { 'probe.sh': PROBE_SCRIPT }, change, inspect });
}

async function forwarderKeepsKeyAndCounts(binary: string): Promise<void> {
  const thinking = { ...done, usage: { prompt: 1_130, cached: 1_100, output: 11, thoughts: 7 } };
  await withGeminiServer([shell(PROBE), thinking], async (server) => {
    const { outcome } = await forwarded(binary, server, {}, foundNothing);
    assert.deepEqual([outcome.kind, outcome.message, outcome.estimated], ['completed', '', false]);
    assert.deepEqual(
      server.requests.map(({ key }) => key),
      [REAL_KEY, REAL_KEY],
    );
    const { input, cached_input, output, reasoning } = outcome.usage;
    assert.deepEqual([input, cached_input, output, reasoning], [130, 1_100, 28, 7]);
    assert.equal(outcome.countsDiffer, undefined);
    // It names no dollars, so ours count: a dollar for a thousand tokens.
    assert.equal(outcome.usage.usd, 1.258);
  });
}

async function keyIsInReachWithoutForwarder(binary: string): Promise<void> {
  await withGeminiServer([shell(PROBE), done], async (server) => {
    await forwarded(binary, server, { direct: true }, foundTheKey);
  });
}

async function forwarderStopsWhatIsUsedUp(binary: string): Promise<void> {
  await withGeminiServer([shell(PROBE), shell(PROBE), done], async (server) => {
    const { outcome } = await forwarded(binary, server, { maxUsd: 0.22 });
    assert.equal(outcome.kind, 'budget', outcome.message);
    assert.deepEqual([server.requests.length, outcome.usage.input, outcome.usage.usd], [2, 200, 0.22]);
    assert.equal(outcome.estimated, false);
  });
}

/** A CLI that is killed tells nothing; what passed before is counted all the same. */
async function forwarderCountsWhatAKilledCliUsed(binary: string): Promise<void> {
  await withGeminiServer([shell(PROBE), { fail: 'hang' }], async (server) => {
    const change = { ...through({ provider: 'gemini', baseUrl: server.url }, {}), allowedCommands: [PROBE] };
    const { outcome } = await dispatchGemini({
      binary,
      url: server.url,
      tree: { 'probe.sh': PROBE_SCRIPT },
      change,
      onEvent: (event, stop) => {
        if (event.kind === 'text') {
          stop();
        }
      },
    });
    assert.equal(outcome.kind, 'cancelled', outcome.message);
    assert.deepEqual([outcome.usage.input, outcome.usage.output], [SOME_TOKENS.prompt, SOME_TOKENS.output]);
  });
}

export const geminiForwarder: Checks = {
  forwarderKeepsKeyAndCounts,
  keyIsInReachWithoutForwarder,
  forwarderStopsWhatIsUsedUp,
  forwarderCountsWhatAKilledCliUsed,
};
