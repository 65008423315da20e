import { expect, test } from '@jest/globals';
import { seenTip } from '../../../src/cli/runs/adopt.js';
import { RUN, record } from '../../run/samples.js';

const TIP = 'f'.repeat(40);
/** Has every branch that it is asked for, also one without a name. */
const laptop = {
  repository: { remoteTips: async (refs: readonly string[]) => new Map(refs.map((ref) => [ref, TIP])) },
};

test('rebuy --adopt goes on from the tip that the branch of the run has', async () => {
  expect(await seenTip(laptop, { runId: RUN, record: record() })).toEqual({ tip: TIP });
});

test('a run that writes a plan has no branch to adopt from, and is refused as bad input', async () => {
  const asked = seenTip(laptop, { runId: RUN, record: record({ kind: 'plan', branch: '' }) });
  await expect(asked).rejects.toMatchObject({ code: 'nothing_to_adopt', exitCode: 4 });
});
