import assert from 'node:assert/strict';
import type { Checks } from '../check.js';
import { type DispatchOptions, dispatchCodex, tokensOf } from '../codex/dispatch-codex.js';
import { done, shell, used } from '../codex/script.js';
import { foundNothing, foundTheKey, type Limits, PROBE, REAL_KEY, through, writeProbe } from './probe.js';

function forwarded(
  binary: string,
  script: DispatchOptions['script'],
  limits: Limits = {},
  inspect: DispatchOptions['inspect'] = async () => {},
) {
  return dispatchCodex({
    binary,
    script,
    // Its sandbox hides other processes; here the key has to be out of reach without one.
    options: { sandbox: 'danger-full-access' },
    arrange: writeProbe,
    inspect,
    request: (baseUrl) => through({ provider: 'openai', baseUrl }, limits),
  });
}

async function forwarderKeepsKeyAndCounts(binary: string): Promise<void> {
  const { outcome, server } = await forwarded(binary, [shell(PROBE), done], {}, foundNothing);
  assert.deepEqual([outcome.kind, outcome.message, outcome.estimated], ['completed', '', false]);
  assert.deepEqual([server.bodies.length, [...server.keys]], [2, [`Bearer ${REAL_KEY}`]]);
  assert.deepEqual([tokensOf(outcome), outcome.countsDiffer], [used(2), undefined]);
  // It names no dollars, so ours count: a dollar for a thousand of the 240 tokens.
  assert.equal(outcome.usage.usd, 0.24);
}

async function keyIsInReachWithoutForwarder(binary: string): Promise<void> {
  await forwarded(binary, [shell(PROBE), done], { direct: true }, foundTheKey);
}

async function forwarderStopsWhatIsUsedUp(binary: string): Promise<void> {
  const { outcome, server } = await forwarded(binary, [shell(PROBE), shell(PROBE), done], { maxUsd: 0.24 });
  assert.equal(outcome.kind, 'budget', outcome.message);
  assert.match(outcome.message, /^Stopped by Pitboss: the \$0\.2400/);
  assert.deepEqual([server.bodies.length, tokensOf(outcome), outcome.usage.usd], [2, used(2), 0.24]);
  assert.equal(outcome.estimated, false);
}

export const codexForwarder: Checks = {
  forwarderKeepsKeyAndCounts,
  keyIsInReachWithoutForwarder,
  forwarderStopsWhatIsUsedUp,
};
