import { describe, expect, test } from '@jest/globals';
import { PitbossError } from '../../../src/base/pitboss-error.js';
import {
  failingToStart,
  refuseBehindOthers,
  refuseBeyond,
  refuseBudgets,
  refuseChanged,
  refuseOthers,
} from '../../../src/cli/grind/refusals.js';
import { DEFAULT_CONFIG } from '../../../src/config/config.js';
import { defaultRotation } from '../../../src/grind/rotation.js';
import type { LedgerState } from '../../../src/ledger/ledger.js';
import { startGrind } from '../../../src/run/grind/start-grind.js';
import type { RunRecord } from '../../../src/run/record.js';
import { RUN, record as sample } from '../../run/samples.js';

const material = (...names: readonly string[]) => ({
  prompts: [],
  rotation: defaultRotation(names.map((name) => ({ name }))),
});
const state = startGrind({ rotation: null, budgets: {}, carry: false }, material('alpha', 'bravo'), null);

describe('before a grind run begins', () => {
  const maximum = { max_cost_usd: 20, until: '2026-02-01T00:00:00Z' };
  const config = { ...DEFAULT_CONFIG, grind: { ...DEFAULT_CONFIG.grind, maximum } };

  test('a budget beyond what anybody may ask for is refused with its key', () => {
    const asking = () => refuseBeyond({ max_cost_usd: 50 }, config);
    expect(asking).toThrow(
      expect.objectContaining({
        code: 'budget_beyond_maximum',
        exitCode: 4,
        what: '--max-cost 50 is more than anybody may ask for.',
        why: 'grind.maximum.max_cost_usd is 20.',
      }),
    );
    expect(() => refuseBeyond({ until: '2026-02-01T00:00:01Z' }, config)).toThrow('grind.maximum.until');
  });

  test('a budget up to it, and one that has no maximum, are not', () => {
    refuseBeyond({ max_cost_usd: 20, until: '2026-02-01T01:00:00+01:00', max_tokens: 1e9 }, config);
  });

  test('a run of another kind takes no budget', () => {
    expect(() => refuseBudgets(RUN, { maxIterations: 3 })).toThrow(
      expect.objectContaining({ code: 'budgets_need_grind', exitCode: 4 }),
    );
    refuseBudgets(RUN, {});
  });
});

describe('a run that would stand behind others', () => {
  const others = (status: RunRecord['status']): LedgerState => {
    const record = sample({ status, lease: null });
    return { tip: 't', triggers: [], runs: new Map([[record.run_id, record]]), spend: new Map(), problems: [] };
  };

  test('is refused, and told which one is first', () => {
    expect(() => refuseBehindOthers(others('running'), DEFAULT_CONFIG)).toThrow(
      expect.objectContaining({
        code: 'queued',
        exitCode: 4,
        what: expect.stringContaining('stands before a new one'),
      }),
    );
  });

  test('begins where there is room for both, and where the others are over or halted', () => {
    refuseBehindOthers(others('running'), { ...DEFAULT_CONFIG, queue: { concurrent_runs: 2 } });
    refuseBehindOthers(others('finished'), DEFAULT_CONFIG);
    refuseBehindOthers(others('halted'), DEFAULT_CONFIG);
  });
});

describe('a run that is resumed', () => {
  test('keeps its rotation', () => {
    expect(() => refuseOthers(RUN, state, 'nightly')).toThrow(
      expect.objectContaining({ code: 'other_rotation', what: expect.stringContaining('default, not nightly') }),
    );
    refuseOthers(RUN, state, 'default');
    refuseOthers(RUN, state, undefined);
  });

  test('keeps its set of prompts; what was added and removed is named', () => {
    expect(() => refuseChanged(RUN, state, material('alpha', 'charlie'))).toThrow(
      expect.objectContaining({ code: 'prompts_changed', why: 'Added: charlie. Removed: bravo.', exitCode: 4 }),
    );
    refuseChanged(RUN, state, material('bravo', 'alpha'));
  });
});

describe('what could not begin', () => {
  const failing = (code: string) =>
    failingToStart(async () => {
      throw new PitbossError({ code, what: 'It is so.', why: 'Because.', fix: 'Do.' }, { exitCode: 1 });
    });

  test('is told as grind, and exits 4 whatever it was', async () => {
    await expect(failing('agent_missing')).rejects.toMatchObject({ what: 'grind: It is so.', exitCode: 4 });
  });

  test('for want of a repository, names the run branch', async () => {
    await expect(failing('no_repository')).rejects.toMatchObject({ why: expect.stringContaining('run branch') });
  });

  test('for a fault of the program is left as it is', async () => {
    await expect(failingToStart(() => Promise.reject(new TypeError('x')))).rejects.toThrow(TypeError);
  });
});
