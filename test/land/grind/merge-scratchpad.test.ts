import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { mergedPad } from '../../../src/land/grind/merge-scratchpad.js';

const LONGEST = 200_000;
const merged = (pad: string, seed: string, view: string) => mergedPad({ pad, seed, view, seq: 7 });

describe('the scratchpad of a run', () => {
  test('stays as it is where a session wrote nothing, or left nothing of it', () => {
    expect(merged('now', 'then', 'then')).toBe('now');
    expect(merged('now', 'now', '')).toBe('now');
    expect(merged('now', 'then', ' \n')).toBe('now');
  });

  test('becomes what the session left where nobody else wrote meanwhile', () => {
    expect(merged('seed\n', 'seed\n', 'rewritten\n')).toBe('rewritten\n');
  });

  test('takes over what is new where others wrote too', () => {
    expect(merged('seed\nother\n', 'seed\n', 'seed\nmine\n')).toBe('seed\nother\nmine\n');
    expect(merged('seed\nother', 'seed\n', 'seed\nmine\n')).toBe('seed\nother\nmine\n');
  });

  test('gets the whole view between marks where it was rewritten while others wrote', () => {
    expect(merged('seed\nother\n', 'seed\n', 'all anew\n')).toBe(
      'seed\nother\n<!-- pitboss:session-0007 -->\nall anew\n<!-- /pitboss:session-0007 -->\n',
    );
  });

  test('keeps its newest lines when it is too long, whole ones where it has any', () => {
    const pad = `${'x'.repeat(LONGEST)}\nnewest\n`;
    expect(merged('', '', pad)).toBe('newest\n');
    expect(merged('', '', 'y'.repeat(LONGEST + 9))).toHaveLength(LONGEST);
    expect(merged('', '', `${'y'.repeat(LONGEST + 9)}\n`)).toHaveLength(LONGEST);
  });

  test('never grows beyond its bound, and holds whatever a session appended to it last', () => {
    const text = fc.array(fc.constantFrom('a', '\n', 'word '), { maxLength: 30 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(text, text, text, (seed, others, mine) => {
        const pad = merged(`${seed}${others}`, seed, `${seed}${mine}`);
        expect(pad.length).toBeLessThanOrEqual(seed.length + others.length + mine.length + 1);
        expect(`${seed}${mine}`.trim() === '' || pad.endsWith(mine)).toBe(true);
      }),
    );
  });
});
