import { describe, expect, test } from '@jest/globals';
import { runToResume } from '../../../src/cli/grind/grind-runs.js';
import { pause, skip } from '../../../src/cli/grind/steer.js';
import type { LedgerState } from '../../../src/ledger/ledger.js';
import type { RunRecord } from '../../../src/run/record.js';
import type { Trigger } from '../../../src/run/trigger.js';
import { grindRecord } from '../../run/grind/samples.js';
import { BASE, lease, NOW, RUN, record, trigger } from '../../run/samples.js';

const OTHER = '20260302T100000Z-bbbbbb';

function ledger(runs: readonly RunRecord[], triggers: readonly Trigger[] = []): LedgerState {
  const known = new Map(runs.map((run) => [run.run_id, run]));
  return { tip: 't', triggers: [...triggers], runs: known, spend: new Map(), problems: [] };
}

/** What is said, and the triggers that are left. */
async function steered(verb: typeof skip | typeof pause, state: LedgerState, wanted?: string) {
  const added: Trigger[] = [];
  const said: string[] = [];
  const user = {
    ...{ root: '/', name: 'r', gitDir: '/.git', head: BASE, branch: 'main' },
    identity: { name: 'ada', email: 'a@b' },
  };
  const inbox = {
    read: async () => state,
    add: async (word: Trigger) => {
      added.push(word);
      return 'added' as const;
    },
  };
  const terminal = { out: (line: string) => said.push(line), err: (line: string) => said.push(line) };
  const code = await verb({ laptop: { inbox, user }, terminal }, wanted);
  return { code, said, added: added.map(({ verb: name, run_id: id }) => [name, id]) };
}

const atWork = grindRecord({ lease: lease('n0') });

describe('skip', () => {
  test('leaves a word for the newest grind run at work, not for a newer run of another kind', async () => {
    const newer = record({ run_id: OTHER, status: 'running', lease: lease('n1') });
    expect(await steered(skip, ledger([atWork, newer]))).toMatchObject({ code: 0, added: [['skip', RUN]] });
  });

  test('is refused where no session is at work', async () => {
    const halted = steered(skip, ledger([grindRecord({ status: 'halted' })]), RUN);
    await expect(halted).rejects.toMatchObject({ code: 'nothing_to_skip', exitCode: 4, why: 'It is halted.' });
    const none = steered(skip, ledger([grindRecord({ status: 'halted' })]));
    await expect(none).rejects.toMatchObject({ code: 'no_run', why: expect.stringContaining('is halted') });
  });
});

describe('pause', () => {
  test('leaves a word for the run that is not over', async () => {
    const over = grindRecord({ run_id: OTHER, status: 'finished' });
    expect(await steered(pause, ledger([atWork, over]))).toMatchObject({ code: 0, added: [['pause', RUN]] });
  });

  test.each([
    ['its record', ledger([grindRecord({ status: 'running', lease: lease('n0') }, { pausing: true })])],
    ['a word that nobody has taken up yet', ledger([atWork], [trigger('pause', 'k2')])],
  ])('says so where the run pauses already by %s', async (_, state) => {
    expect(await steered(pause, state)).toEqual({
      code: 0,
      added: [],
      said: [expect.stringContaining('paused already')],
    });
  });
});

describe.each([
  ['skip', skip],
  ['pause', pause],
] as const)('%s of a run', (_, verb) => {
  test('that does not grind is refused', async () => {
    const asked = steered(verb, ledger([record({ status: 'running', lease: lease('n0') })]), RUN);
    await expect(asked).rejects.toMatchObject({ code: 'not_a_grind_run', exitCode: 4 });
  });

  test('that is over is refused', async () => {
    const asked = steered(verb, ledger([grindRecord({ status: 'folded' })]), RUN);
    await expect(asked).rejects.toMatchObject({ code: 'run_over', exitCode: 4 });
  });

  test('where there is none says how to start one', async () => {
    await expect(steered(verb, ledger([]))).rejects.toMatchObject({
      code: 'no_run',
      fix: '`pitboss grind` starts one.',
    });
  });
});

describe('the run that is resumed', () => {
  const newer = (fields: Partial<RunRecord>) => grindRecord({ run_id: OTHER, ...fields });
  const resumed = (runs: readonly RunRecord[], wanted: string | null = null, held = false) =>
    runToResume(ledger(runs), wanted, () => held).runId;

  test('is the one that changed last of those that are not over', () => {
    const early = grindRecord({ status: 'halted', updated_at: '2026-03-05T00:00:00.000Z' });
    expect(resumed([early, newer({ status: 'waiting', updated_at: NOW })])).toBe(RUN);
    expect(resumed([grindRecord({ status: 'halted' }), newer({ status: 'finished' })])).toBe(RUN);
    expect(resumed([grindRecord({ status: 'halted' }), record({ run_id: OTHER, status: 'halted' })])).toBe(RUN);
  });

  test('may be one whose process has died, and not one at work', () => {
    expect(resumed([atWork])).toBe(RUN);
    expect(() => resumed([atWork], null, true)).toThrow(expect.objectContaining({ code: 'nothing_to_resume' }));
    expect(resumed([grindRecord({ status: 'halted' }), newer({ lease: lease('n1') })], null, true)).toBe(RUN);
  });

  test('is never one that is over', () => {
    expect(() => resumed([grindRecord({ status: 'finished' })], RUN)).toThrow(
      expect.objectContaining({ code: 'run_over', exitCode: 4 }),
    );
    expect(() => resumed([grindRecord({ status: 'finished' })])).toThrow(
      expect.objectContaining({ code: 'nothing_to_resume', exitCode: 4, why: expect.stringContaining('is finished') }),
    );
  });

  test('must be there', () => {
    expect(() => resumed([], 'nope')).toThrow(expect.objectContaining({ code: 'unknown_run', exitCode: 4 }));
    expect(() => resumed([])).toThrow(expect.objectContaining({ code: 'nothing_to_resume', exitCode: 4 }));
  });
});
