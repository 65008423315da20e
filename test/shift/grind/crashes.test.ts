import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { spentUsd } from '../../../src/run/budget.js';
import { exitCodeOf } from '../../../src/shift/exit-code.js';
import { script } from '../../git/support.js';
import type { ShiftOptions } from '../support.js';
import { type GrindScene, grindScene, materialOf, promptOf, sessionFile, withGrind } from './support.js';

jest.setTimeout(120_000);

let world: GrindScene;
beforeEach(async () => {
  world = await grindScene();
});
afterEach(() => world.dispose());

const TWO = materialOf([promptOf('alpha', { max_runs: 2 }), promptOf('bravo', { max_runs: 1 })]);
const TAKES_OVER: ShiftOptions = { ports: { holderEnded: async () => true } };

/** The remote takes nothing any more once this was told. */
function remoteFails(kind: string, nth: number): NonNullable<ShiftOptions['onTell']> {
  let seen = 0;
  return (event) => {
    seen += event.kind === kind ? 1 : 0;
    if (event.kind === kind && seen === nth) {
      script(join(world.remote, 'hooks/pre-receive'), 'exit 1');
    }
  };
}
const remoteWorks = () => script(join(world.remote, 'hooks/pre-receive'), 'exit 0');

describe('a shift of a grind run that dies', () => {
  test.each(['dispatch_started', 'dispatch_ended'])(
    'at %s of the second session: it begins anew, the picks are those of a run that nothing disturbed, and the money counts',
    async (kind) => {
      const first = await world.grind(TWO, { onTell: remoteFails(kind, 2) });
      expect(first.outcome.kind).not.toBe('ended');
      remoteWorks();
      const second = await world.grind(TWO, TAKES_OVER);
      expect(exitCodeOf(second.outcome)).toBe(0);
      expect(world.sessions().map(({ seq, prompt, status }) => [seq, prompt, status])).toEqual([
        [1, 'alpha', 'ok'],
        [2, 'bravo', 'ok'],
        [3, 'alpha', 'ok'],
      ]);
      expect(world.subjects()).toHaveLength(3);
      const record = await world.record();
      expect(record).toMatchObject({ status: 'finished', grind: { stop: { reason: 'completed' }, iterations: 3 } });
      // Three sessions at half a dollar, and what was set aside for the lost one.
      expect(spentUsd(record)).toBeGreaterThan(1.5);
    },
  );

  test('after its commit and before its record, on a remote without atomic pushes: the session counts as one that landed', async () => {
    world.remoteGit('config', 'receive.advertiseAtomic', 'false');
    const hook = join(world.remote, 'hooks/update');
    const refuse = 'case "$1" in refs/heads/pitboss/ledger|refs/pitboss/*) exit 1;; esac';
    const onTell: ShiftOptions['onTell'] = (event) => event.kind === 'dispatch_ended' && script(hook, refuse);
    const first = await world.grind(TWO, { onTell });
    expect(first.outcome.kind).toBe('lost');
    script(hook, 'exit 0');
    const second = await world.grind(TWO, TAKES_OVER);
    expect(exitCodeOf(second.outcome)).toBe(0);
    const sessions = world.sessions();
    expect(sessions.map(({ seq, status, summary }) => [seq, status, summary])).toEqual([
      [1, 'ok', null],
      [2, 'ok', 'wrote bravo-2'],
      [3, 'ok', 'wrote alpha-3'],
    ]);
    expect(sessions[0]?.commit).toBe(world.remoteGit('rev-parse', `pitboss/grind/${world.runId}~2`));
    expect(sessions[0]?.prompt_sha256).toBe(TWO.prompts[0]?.sha256);
    expect(world.subjects()).toHaveLength(3);
    expect(world.remoteGit('for-each-ref', '--format=%(refname)', 'refs/pitboss/wip')).toBe('');
  });
});

describe('a ledger that somebody edited by hand', () => {
  test('halts the run with the count of both, and goes on once the file is back', async () => {
    const limited = { config: withGrind({ budgets: { max_iterations: 1 } }) };
    await world.grind(TWO, limited);
    const kept = world.ledgerFile(sessionFile(world.runId, 1));
    expect(kept).not.toBeNull();
    await world.editLedger(sessionFile(world.runId, 1), null);
    await world.command('rebuy', { budgets: { max_iterations: 2 } });
    const halted = await world.grind(TWO, limited);
    expect(exitCodeOf(halted.outcome)).toBe(4);
    const { halt } = await world.record();
    expect(halt).toMatchObject({ code: 'sessions_out_of_sync', why: expect.stringContaining('counts 1 ended') });
    await world.editLedger(sessionFile(world.runId, 1), kept);
    await world.command('rebuy');
    await world.grind(TWO, limited);
    expect(world.sessions().map(({ seq }) => seq)).toEqual([1, 2]);
  });
});
