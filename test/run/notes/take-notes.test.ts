import { describe, expect, test } from '@jest/globals';
import { land, save } from '../../../src/run/advance.js';
import { applyTrigger } from '../../../src/run/commands/apply-trigger.js';
import { mergedNotes, notesIn, notesShown, withNotes } from '../../../src/run/notes/take-notes.js';
import { NOW, order, progress, record, trigger } from '../samples.js';

const noteAt = (key: string, second: number, text = key) =>
  trigger('note', key, { at: `2026-03-01T10:00:0${second}.000Z`, note: { text } });
const [A, B] = notesIn([noteAt('a', 1), noteAt('b', 2)]);

describe('notes', () => {
  test('are commands of their own kind, with who wrote them', () => {
    expect(notesIn([trigger('rebuy', 'r'), noteAt('a', 1, 'Use tabs.'), trigger('fold', 'f')])).toEqual([
      { key: 'a', by: 'ada', at: '2026-03-01T10:00:01.000Z', text: 'Use tabs.', shown: [] },
    ]);
  });

  test('are put in the order in which they were written, each once, with what is known of it', () => {
    const known = notesShown(notesIn([noteAt('b', 2)]), new Set(['b']), 'phase/01');
    const merged = mergedNotes(known, notesIn([noteAt('a', 1), noteAt('b', 2)]));
    expect(merged.map(({ key, shown }) => [key, shown])).toEqual([
      ['a', []],
      ['b', ['phase/01']],
    ]);
  });

  test('name each unit once that was shown them', () => {
    const twice = notesShown(
      notesShown(
        [A, B].flatMap((note) => note ?? []),
        new Set(['a']),
        'phase/01',
      ),
      new Set(['a', 'b']),
      'phase/01',
    );
    expect(twice.map(({ shown }) => shown)).toEqual([['phase/01'], ['phase/01']]);
  });
});

describe('a record', () => {
  test('takes a note once, however often its command comes', () => {
    const once = applyTrigger(record({ status: 'running' }), noteAt('a', 1), NOW);
    const again = once.ok ? applyTrigger(once.value, noteAt('a', 1), NOW) : once;
    expect(again).toEqual(once);
    expect(again).toMatchObject({ ok: true, value: { status: 'running', applied_triggers: ['k1', 'a'] } });
    expect(again.ok && again.value.notes).toHaveLength(1);
  });

  test('takes one while it is halted, and stays halted', () => {
    expect(applyTrigger(record({ status: 'halted' }), noteAt('a', 1), NOW)).toMatchObject({
      ok: true,
      value: { status: 'halted', notes: [{ key: 'a' }] },
    });
  });

  test('keeps what a unit saw, when the unit is saved and when it lands', () => {
    const before = withNotes(record({ status: 'running', orders: { o1: order() } }), notesIn([noteAt('a', 1)]));
    const seen = notesShown(notesIn([noteAt('a', 1), noteAt('b', 2)]), new Set(['a', 'b']), 'phase/01');
    const done = progress({ notes: seen });
    const facts = { progress: done, wipSha: null, allowanceUsd: 0, now: NOW };
    const landing = { progress: done, phase: '01', commit: null, more: true, now: NOW };
    for (const step of [save(before, order(), facts), land(before, order(), landing)]) {
      expect(step).toMatchObject({ ok: true, value: { applied_triggers: ['k1', 'a', 'b'], notes: seen } });
    }
  });

  test('without notes has no field for them', () => {
    expect(withNotes(record(), [])).toEqual(record());
  });
});
