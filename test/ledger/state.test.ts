import { describe, expect, test } from '@jest/globals';
import { stableJson } from '../../src/base/stable-json.js';
import { isStatePath, runPath, spendPath, stateEntries, wipRef } from '../../src/ledger/paths.js';
import { ledgerState } from '../../src/ledger/state.js';
import { triggerPath } from '../../src/run/ids.js';
import { AT, record, trigger } from './support.js';

const RUN = '20260301T100000Z-abcdef';

function stateOf(files: Readonly<Record<string, unknown>>) {
  const texts = Object.entries(files).map(
    ([path, value]) => [path, typeof value === 'string' ? value : stableJson(value)] as const,
  );
  return ledgerState('t', new Map(texts));
}

describe('reading the ledger', () => {
  test('records and commands come back with fields that this version does not know', () => {
    const run = record(RUN, { from_the_future: [1] });
    const state = stateOf({
      'schema.json': { schema: 1 },
      [runPath(RUN, 'run.json')]: run,
      [triggerPath(AT, 'k')]: trigger('k'),
    });
    expect(state.problems).toEqual([]);
    expect(state.runs.get(RUN)).toEqual(run);
    expect(state.triggers).toEqual([trigger('k')]);
  });

  test('a file of a higher schema is a problem of its own, and the rest is read', () => {
    const path = runPath(RUN, 'run.json');
    const state = stateOf({ [path]: { ...record(RUN), schema: 2 }, [triggerPath(AT, 'k')]: trigger('k') });
    expect(state.problems).toEqual([{ path, problem: 'newer schema' }]);
    expect(state.triggers).toHaveLength(1);
  });

  test.each([
    ['not JSON', '{', 'not JSON'],
    ['no record', { schema: 1 }, 'kind: '],
    ['another run', record('20260301T100000Z-ffffff'), 'the file says that it is run'],
  ])('%s at the place of a record is a problem', (_, content, problem) => {
    expect(stateOf({ [runPath(RUN, 'run.json')]: content }).problems).toEqual([
      { path: runPath(RUN, 'run.json'), problem: expect.stringContaining(problem) },
    ]);
  });

  test('a command under the wrong name is a problem, so that no key counts twice', () => {
    const state = stateOf({ 'triggers/2026-03/k.json': trigger('k'), 'triggers/2026-02/k.json': trigger('k') });
    expect(state.triggers).toHaveLength(1);
    expect(state.problems.map(({ path }) => path)).toEqual(['triggers/2026-02/k.json']);
  });

  test.each([['{"schema": 2}'], ['broken']])('a ledger whose schema.json is %s is not used at all', (text) => {
    expect(() => stateOf({ 'schema.json': text })).toThrow(expect.objectContaining({ code: 'ledger_newer_schema' }));
  });

  test('commands are ordered by instant, not by spelling', () => {
    const [late, early] = ['2026-03-01T10:00:00.500Z', '2026-03-01T10:00:00Z'];
    const state = stateOf({
      [triggerPath(late, 'a')]: trigger('a', late),
      [triggerPath(early, 'b')]: trigger('b', early),
    });
    expect(state.triggers.map(({ key }) => key)).toEqual(['b', 'a']);
  });
});

describe('paths', () => {
  test('of a run', () => {
    expect(runPath(RUN, 'plan.md')).toBe(`runs/${RUN}/plan.md`);
    expect(wipRef(RUN, 'phase/01')).toBe(`refs/pitboss/wip/${RUN}/phase/01`);
  });

  test.each([
    ['schema.json', true],
    ['runs/x/run.json', true],
    ['triggers/2026-03/k.json', true],
    ['runs/x/plan.md', false],
    ['runs/x/sessions/run.json', false],
    ['spend/2026-03-01.json', true],
    ['spend/2026.json', false],
  ])('%s is part of a reading: %s', (path, expected) => {
    expect(isStatePath(path)).toBe(expected);
  });
});

describe('spending', () => {
  const day = (of: string, fields = {}) => stableJson({ schema: 1, day: of, runs: {}, ...fields });

  test('of the newest days is part of a reading, however many there are', () => {
    const paths = ['2026-02-26', '2026-02-27', '2026-02-28', '2026-03-01'].map((of) => spendPath(of));
    const entries = ['schema.json', ...paths.toReversed(), 'spend/notes.txt'].map((path) => ({ path }));
    expect(stateEntries(entries).map(({ path }) => path)).toEqual(['schema.json', ...paths.slice(1).toReversed()]);
  });

  test('is read by its day, and a file that lies about its day is a problem', () => {
    const files = new Map([
      [spendPath('2026-03-01'), day('2026-03-01')],
      [spendPath('2026-03-02'), day('2026-03-01')],
      [spendPath('2026-03-03'), day('2026-03-03', { schema: 2 })],
    ]);
    const state = ledgerState('t', files);
    expect([...state.spend.keys()]).toEqual(['2026-03-01']);
    expect(state.problems.map(({ path }) => path)).toEqual([spendPath('2026-03-02'), spendPath('2026-03-03')]);
  });
});
