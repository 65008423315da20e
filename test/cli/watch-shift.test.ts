import { expect, test } from '@jest/globals';
import type { Clock } from '../../src/base/clock.js';
import type { ScreenStream } from '../../src/cli/screen.js';
import { processTerminal, watchShift } from '../../src/cli/terminal.js';
import { TerminalEmulator } from '../support/terminal-emulator.js';

/** Time that moves only when it is told to. */
function steppedClock(): Clock & { step(ms: number): Promise<void> } {
  let now = 0;
  let wake: (() => void)[] = [];
  return {
    now: () => now,
    sleep: (_, signal) =>
      new Promise((resolve) => {
        wake.push(resolve);
        signal?.addEventListener('abort', () => resolve());
      }),
    async step(ms) {
      now += ms;
      const sleepers = wake;
      wake = [];
      for (const each of sleepers) {
        each();
      }
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
}

function fakeTty(columns: number) {
  const emulator = new TerminalEmulator(columns);
  const listeners = new Set<() => void>();
  const written: string[] = [];
  const stream: ScreenStream & { isTTY: boolean } = {
    isTTY: true,
    columns,
    rows: 30,
    write(text) {
      written.push(text);
      emulator.write(text);
    },
    on: (_, listener) => listeners.add(listener),
    off: (_, listener) => listeners.delete(listener),
  };
  return { stream, emulator, listeners, written };
}

const started = { kind: 'phase_started', id: '01', title: 'Count', index: 1, of: 2, resumedAt: null } as const;
const said = { kind: 'agent_text', text: 'thinking aloud' } as const;

test('a terminal shows log lines above a block whose times run; closing takes the block away', async () => {
  const { stream, emulator, listeners } = fakeTty(70);
  const clock = steppedClock();
  const watching = watchShift(processTerminal(stream, stream, { NO_COLOR: '1' }), clock, false);
  watching.tell(started);
  watching.tell(said);
  await clock.step(3_000);
  expect(emulator.lines).toEqual([
    '[pitboss] phase 01 (1 of 2): Count',
    'phase 1/2  >·  01: Count',
    '  preparing for 3s — thinking aloud',
    '  tests: none yet · 0 tokens · $0.0000 · 3s',
  ]);
  expect(listeners.size).toBe(1);
  watching.close();
  expect(emulator.lines).toEqual(['[pitboss] phase 01 (1 of 2): Count']);
  expect(listeners.size).toBe(0);
  await clock.step(1_000);
  expect(emulator.lines).toHaveLength(1);
});

test('the agents’ own words scroll by with --verbose', () => {
  const { stream, emulator } = fakeTty(70);
  watchShift(processTerminal(stream, stream, { NO_COLOR: '1' }), steppedClock(), true).tell(said);
  expect(emulator.lines[0]).toBe('[agent] thinking aloud');
});

test('a window that changes its size is drawn anew', () => {
  const { stream, listeners, written } = fakeTty(70);
  watchShift(processTerminal(stream, stream, {}), steppedClock(), false).tell(started);
  Object.assign(stream, { columns: 12 });
  for (const listener of listeners) {
    listener();
  }
  expect(written.at(-1)).toContain('phase 1/2…');
});

test.each([
  ['a pipe', false, {}],
  ['a dumb terminal', true, { TERM: 'dumb' }],
  ['a CI log', true, { CI: 'true' }],
])('%s gets plain lines, the agents’ words among them', (_, isTTY, env) => {
  const { stream, written } = fakeTty(70);
  const terminal = processTerminal(stream, Object.assign(stream, { isTTY }), { ...env, NO_COLOR: '1' });
  const watching = watchShift(terminal, steppedClock(), false);
  watching.tell(started);
  watching.tell(said);
  watching.close();
  expect(terminal.screen).toBeNull();
  expect(written.join('')).toBe('[pitboss] phase 01 (1 of 2): Count\n[agent] thinking aloud\n');
});

test('colours need a terminal and no NO_COLOR', () => {
  const { stream } = fakeTty(70);
  const colour = (env: Record<string, string>, isTTY = true) =>
    processTerminal(stream, Object.assign(stream, { isTTY }), env).colour;
  expect([colour({}), colour({ NO_COLOR: '1' }), colour({ NO_COLOR: '' }), colour({}, false)]).toEqual([
    true,
    false,
    true,
    false,
  ]);
});
