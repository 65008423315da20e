import { expect, test } from '@jest/globals';
import { workflowHolderEnded } from '../../src/shift/workflow-holder.js';

const US = { workflow_run_id: '7', attempt: 2 };

async function ended(status: string | null, holder: { id?: string; attempt?: number } = {}, asked = false) {
  const lease = { workflow_run_id: holder.id ?? '6', attempt: holder.attempt ?? 1, nonce: 'n' };
  return workflowHolderEnded({ workflowRunStatus: async () => status }, US, { lease, asked });
}

test.each(['queued', 'pending', 'in_progress', 'waiting', 'requested'])(
  'a holder that is %s keeps its lease, whoever asks',
  async (status) => {
    expect([await ended(status), await ended(status, {}, true)]).toEqual([false, false]);
  },
);

test('a completed holder has ended', async () => {
  expect(await ended('completed')).toBe(true);
});

test('a deleted holder has ended only when a person asks', async () => {
  expect([await ended(null), await ended(null, {}, true)]).toEqual([false, true]);
});

test('a holder that is no workflow run is not for GitHub to judge', async () => {
  expect(await ended(null, { id: 'local:host:1:2' }, true)).toBe(false);
});

test('of our own workflow run, only an earlier attempt has ended', async () => {
  expect([
    await ended('completed', { id: '7', attempt: 1 }),
    await ended('completed', { id: '7', attempt: 2 }),
  ]).toEqual([true, false]);
});
