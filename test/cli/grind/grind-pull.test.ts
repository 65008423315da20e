import { describe, expect, test } from '@jest/globals';
import { PitbossError } from '../../../src/base/pitboss-error.js';
import { openGrindPull } from '../../../src/cli/grind/grind-pull.js';
import { grindHalts, grindWaits } from '../../../src/run/grind/grind-halts.js';
import { halts } from '../../../src/run/halts.js';
import type { RunRecord } from '../../../src/run/record.js';
import { grindRecord } from '../../run/grind/samples.js';

const finished = grindRecord({ status: 'finished' });
const refused = new PitbossError({ code: 'pr_failed', what: 'It failed.', why: 'gh says no.', fix: 'By hand.' });

/** The exit code after a pull request was tried, what was said, and for which runs it was tried. */
async function opened(
  record: RunRecord,
  exitCode: number,
  how: { readonly required?: boolean; readonly fails?: boolean },
) {
  const said: string[] = [];
  const tried: string[] = [];
  const pull = {
    open: async ({ run_id: id }: RunRecord) => {
      tried.push(id);
      if (how.fails === true) {
        throw refused;
      }
    },
  };
  const silent = { out: () => {}, colour: false, outColour: false, screen: null };
  const context = { terminal: { ...silent, err: (line: string) => said.push(line) }, verbose: false };
  const code = await openGrindPull(context, { record, pull, pullRequired: how.required === true, exitCode });
  return { code, said, tried: tried.length };
}

describe('the pull request at the end of a grind run', () => {
  const spent = { kind: 'cost', key: 'max_cost_usd', text: 'max-cost reached' } as const;

  test.each([
    ['a run that completed', finished],
    ['a run that was drained', grindRecord({ status: 'waiting', wait: grindWaits.paused() })],
    ['a spent budget', grindRecord({ status: 'halted', halt: grindHalts.grindBudgetSpent(spent) })],
  ])('is opened after %s', async (_, record) => {
    expect(await opened(record, 0, {})).toEqual({ code: 0, said: [], tried: 1 });
  });

  test('is opened after failures too, and keeps the exit code of the run', async () => {
    const limit = grindRecord({ status: 'halted', halt: grindHalts.failureLimit(3, null) });
    expect(await opened(limit, 5, { required: true })).toEqual({ code: 5, said: [], tried: 1 });
  });

  test('is not opened where the run was broken off', async () => {
    const broken = grindRecord({ status: 'halted', halt: halts.interrupted() });
    expect(await opened(broken, 2, { required: true })).toEqual({ code: 2, said: [], tried: 0 });
  });

  test('that fails is told with its cause, and does not change the exit code', async () => {
    const { code, said } = await opened(finished, 0, { fails: true });
    expect([code, said]).toEqual([0, ['error: It failed. [pr_failed]', '  gh says no.', '  By hand.']]);
  });

  test('that is required makes it 6 where all else went well, and only there', async () => {
    expect((await opened(finished, 0, { fails: true, required: true })).code).toBe(6);
    expect((await opened(finished, 1, { fails: true, required: true })).code).toBe(1);
  });
});
