import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { frame } from '../../../src/report/screen/frame.js';
import { TerminalEmulator } from '../../support/terminal-emulator.js';

const columns = 20;

test('a frame has a form that is known byte by byte', () => {
  expect(frame({ before: ['one', 'two'], log: ['log'], block: ['now'], columns })).toBe(
    '\u001b[?2026h\u001b[2A\rlog\u001b[K\nnow\u001b[K\n\u001b[J\u001b[?2026l',
  );
});

test('nothing new writes nothing', () => {
  expect(frame({ before: ['one'], log: [], block: ['one'], columns })).toBe('');
});

test('lines scroll by above the block, and the block is always the last that stands there', () => {
  const line = fc.string({ unit: fc.constantFrom('a', 'b', ' ', 'c'), minLength: 1, maxLength: 15 });
  const step = fc.record({ log: fc.array(line, { maxLength: 3 }), block: fc.array(line, { maxLength: 4 }) });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
      const terminal = new TerminalEmulator(columns);
      let before: readonly string[] = [];
      for (const { log, block } of steps) {
        terminal.write(frame({ before, log, block, columns }));
        before = block;
      }
      const expected = [...steps.flatMap(({ log }) => log), ...before].map((text) => text.trimEnd());
      expect(terminal.lines).toEqual(expected.slice(0, expected.findLastIndex((text) => text !== '') + 1));
    }),
  );
});

test('a block that a narrower window has wrapped is taken away as a whole', () => {
  // Twenty columns were drawn; the window has ten now, so each line stands in two rows.
  const terminal = new TerminalEmulator(10);
  terminal.write(`${'x'.repeat(20)}\n${'y'.repeat(20)}\n`);
  terminal.write(frame({ before: ['x'.repeat(20), 'y'.repeat(20)], log: [], block: ['short'], columns: 10 }));
  expect(terminal.lines).toEqual(['short']);
});
