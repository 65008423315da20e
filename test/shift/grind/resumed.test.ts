import { afterEach, expect, jest, test } from '@jest/globals';
import { exitCodeOf } from '../../../src/shift/exit-code.js';
import { shellAgent } from '../../work/support.js';
import { type GrindScene, grindScene, materialOf, promptOf } from './support.js';

jest.setTimeout(120_000);

let world: GrindScene;
afterEach(() => world.dispose());

const SPEAKS = `echo '{"type":"text","text":"at work"}'`;
/** Hangs half-way the first time, and finishes what stands there already. */
const IN_TWO_TURNS = shellAgent({
  implementer: [
    'if [ ! -e half.txt ]; then',
    'echo half > half.txt; echo "half is done" >> "$PITBOSS_SCRATCHPAD"',
    `${SPEAKS}; sleep 60`,
    'fi',
    'cp "$PITBOSS_SCRATCHPAD" notes.txt; echo rest > rest.txt; echo finished > "$PITBOSS_SUMMARY_FILE"',
  ].join('\n'),
});

test('a session that was interrupted goes on from its kept tree with its notes, under its own number, and counts once', async () => {
  world = await grindScene();
  const material = materialOf([promptOf('alpha', { max_runs: 1 })]);
  const stop = new AbortController();
  const first = await world.grind(material, {
    agent: IN_TWO_TURNS,
    signal: stop.signal,
    onTell: ({ kind }) => kind === 'agent_text' && stop.abort(),
  });
  expect(exitCodeOf(first.outcome)).toBe(2);
  await world.command('rebuy');
  const second = await world.grind(material, { agent: IN_TWO_TURNS });
  expect(second.told).toContainEqual({
    kind: 'session_started',
    seq: 1,
    prompt: 'alpha',
    parallelSafe: false,
    resumedAt: 'implement',
  });
  expect(second.told.some(({ kind }) => kind === 'scheduler_picked')).toBe(false);
  expect(world.sessions()).toMatchObject([{ seq: 1, status: 'ok', summary: 'finished' }]);
  const shown = (path: string) => world.remoteGit('show', `pitboss/grind/${world.runId}:${path}`);
  expect([shown('half.txt'), shown('rest.txt'), shown('notes.txt')]).toEqual(['half', 'rest', 'half is done']);
  expect(world.remoteGit('for-each-ref', '--format=%(refname)', 'refs/pitboss/wip')).toBe('');
  const record = await world.record();
  expect(record).toMatchObject({
    status: 'finished',
    grind: { iterations: 1, scheduler: { runs_per_prompt: { alpha: 1 } } },
  });
  // One dispatch was cut short and one was not: the record of the session tells both.
  expect(world.sessions()[0]?.cost_usd).toBeGreaterThanOrEqual(0.5);
});
