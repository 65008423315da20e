import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import type { ShiftEvent } from '../../src/report/shift-event.js';
import { shellAgent } from '../work/support.js';
import { READ_ID, type Shifted, type ShiftScene, shiftScene, steppedClock } from './support.js';

jest.setTimeout(240_000);

const MINUTE = 60_000;
const PHASES = 10;
const IMPLEMENT_MINUTES = 80;
const TEST_MINUTES = 40;
/** Ends a shift in the tests of one phase, the next one in the work on another. */
const SHIFT_MINUTES = 335;

/** Waits until the test lets it go on; a shift whose time is up stops it here. */
const WAITS = 'while [ ! -e "$HOME/go" ]; do sleep 0.02; done; rm "$HOME/go"';
const AGENT = shellAgent({
  implementer: `${READ_ID}; echo half > "$id.txt"; echo '{"type":"text","text":"at work"}'; ${WAITS}; echo "$id" > "$id.txt"`,
});

let world: ShiftScene;
beforeEach(async () => {
  world = await shiftScene({ phases: PHASES });
});
afterEach(() => world.dispose());

/** Shift after shift on a clock that goes on by the length of each piece of work, until the run is over. */
async function shifts(clock: ReturnType<typeof steppedClock>): Promise<readonly Shifted[]> {
  const done: Shifted[] = [];
  for (let last: Shifted | null = null; last === null || last.outcome.kind === 'handed_over'; done.push(last)) {
    const machine = `machine-${done.length + 1}`;
    const startedAt = clock.now();
    const passes = (minutes: number): void => {
      clock.advance(minutes * MINUTE);
      if (clock.now() < startedAt + SHIFT_MINUTES * MINUTE) {
        writeFileSync(join(world.root, machine, 'go'), '');
      }
    };
    last = await world.shift({
      machine,
      clock,
      startedAt,
      agent: AGENT,
      config: (config) => ({
        ...config,
        tests: { ...config.tests, command: WAITS, baseline: 'ignore' },
        limits: { ...config.limits, shift_minutes: SHIFT_MINUTES },
      }),
      onTell: (event) => {
        if (event.kind === 'agent_text') {
          passes(IMPLEMENT_MINUTES);
        } else if (event.kind === 'tests_started') {
          passes(TEST_MINUTES);
        }
      },
    });
  }
  return done;
}

const ids = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => String(from + index).padStart(2, '0'));
const resumed = (told: readonly ShiftEvent[]) =>
  told.flatMap((event) => (event.kind === 'phase_started' && event.resumedAt !== null ? [event.resumedAt] : []));
const dispatches = (told: readonly ShiftEvent[]) => told.filter((event) => event.kind === 'dispatch_started').length;

test('a plan of twenty hours is carried out over several shifts; no phase is lost, none is done twice', async () => {
  const clock = steppedClock();
  const began = clock.now();
  const done = await shifts(clock);
  expect(done.map(({ outcome }) => outcome.kind)).toEqual(['handed_over', 'handed_over', 'handed_over', 'ended']);
  expect(done.map(({ started }) => started)).toEqual([ids(1, 3), ids(3, 6), ids(6, 8), ids(8, 10)]);
  expect(clock.now() - began).toBeGreaterThanOrEqual(20 * 60 * MINUTE);
  // A unit that was cut in its tests goes on there, on the kept tree; one that was cut at work is given to an agent again.
  expect(done.map(({ told }) => resumed(told))).toEqual([[], ['test'], ['implement'], ['test']]);
  expect(done.map(({ told }) => dispatches(told))).toEqual([3, 3, 3, 2]);
  expect(world.subjects()).toEqual(ids(1, PHASES).map((id) => `[pitboss] phase ${id}: Title ${id}`));
  for (const id of ['03', '06', '08']) {
    expect(world.remoteGit('show', `pitboss/play/${world.runId}:${id}.txt`)).toBe(id);
  }
  expect(await world.record()).toMatchObject({ status: 'finished', completed: ids(1, PHASES), shifts: 4, lease: null });
  expect(world.tip('refs/pitboss/wip')).toBeNull();
});
