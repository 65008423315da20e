import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { dispatchOnce } from '../../src/action/dispatch-memory.js';
import { systemClock } from '../../src/base/system-clock.js';
import { DEFAULT_CONFIG } from '../../src/config/config.js';
import type { LedgerState } from '../../src/ledger/ledger.js';
import { dispatchNext } from '../../src/shift/dispatch-next.js';
import { FakeGithub, plainApi } from '../land/fake-github.js';
import { RUN, record } from '../run/samples.js';

let workDir: string;
beforeEach(() => {
  workDir = mkdtempSync(join(tmpdir(), 'pitboss-dispatched-'));
});
afterEach(() => rmSync(workDir, { recursive: true }));

const STATE: LedgerState = {
  tip: 't',
  triggers: [],
  runs: new Map([[RUN, record({ status: 'running', lease: null })]]),
  spend: new Map(),
  problems: [],
};

/** Does what the last steps of a job do, each with an API of its own; returns what was sent, and what each step said and counted. */
async function twoSteps() {
  const sent: string[] = [];
  const api = {
    ...plainApi(new FakeGithub()),
    dispatch: async (_workflow: string, _ref: string, inputs: Readonly<Record<string, string>>) => {
      sent.push(inputs['run-id'] ?? '');
      return { runId: 1 };
    },
  };
  const said: string[] = [];
  const counts: number[] = [];
  const place = {
    workflowUrl: null,
    repositoryUrl: 'u',
    workflowFile: 'pitboss.yml',
    defaultBranch: 'main',
    notes: [],
  };
  for (let step = 0; step < 2; step += 1) {
    const github = { ...place, api: dispatchOnce(api, { workDir }) };
    const tell = (event: { readonly kind: string; readonly what?: unknown }) => said.push(String(event.what));
    const land = { clock: systemClock, ledger: { read: async () => STATE } };
    counts.push(await dispatchNext({ github, tell }, land, DEFAULT_CONFIG));
  }
  return { sent, said, counts };
}

test('two steps of a job dispatch a run once, and each says what it did', async () => {
  expect(await twoSteps()).toEqual({
    sent: [RUN],
    said: [`dispatched the next shift of run ${RUN}`, `the next shift of run ${RUN} was dispatched by an earlier step`],
    counts: [1, 0],
  });
});
