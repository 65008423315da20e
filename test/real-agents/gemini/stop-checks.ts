import assert from 'node:assert/strict';
import { carries, processIds } from '../../../src/process/process-table.js';
import type { Checks } from '../check.js';
import { dispatchGemini } from './dispatch-gemini.js';
import { done, shell, withGeminiServer } from './with-server.js';

const nothingLeft = (marker: string): void =>
  assert.deepEqual(
    processIds().filter((pid) => carries(pid, marker)),
    [],
  );

async function timeLimit(binary: string): Promise<void> {
  await withGeminiServer([{ fail: 'hang' }], async (server) => {
    const { outcome, marker } = await dispatchGemini({ binary, url: server.url, change: { timeoutMs: 20_000 } });
    assert.deepEqual([outcome.kind, outcome.estimated], ['timeout', true]);
    assert.equal(outcome.finalText, 'Let me think.');
    nothingLeft(marker);
  });
}

/** A command that runs when the CLI is stopped survives it, in a session of its own: our sweep ends it. */
async function cancelledWithACommand(binary: string): Promise<void> {
  await withGeminiServer([shell('sleep 300'), done], async (server) => {
    let stopping: NodeJS.Timeout | undefined;
    const { outcome, marker } = await dispatchGemini({
      binary,
      url: server.url,
      change: { allowedCommands: ['sleep 300'] },
      onEvent: (event, stop) => {
        if (event.kind === 'tool') {
          stopping = setTimeout(stop, 2_000);
        }
      },
    });
    clearTimeout(stopping);
    assert.deepEqual([outcome.kind, outcome.estimated], ['cancelled', true]);
    assert.equal(server.requests.length, 1);
    nothingLeft(marker);
  });
}

export const geminiStopChecks: Checks = { timeLimit, cancelledWithACommand };
