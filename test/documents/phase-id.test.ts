import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { comparePhaseIds, parsePhaseId } from '../../src/documents/phase-id.js';
import { phaseId } from './arbitraries.js';

describe('phase ids', () => {
  test.each(['0', '1', '01', '02', '10b', '12abc', '3-rerun', '4_v2', '18446744073709551615', `${'0'.repeat(60)}7`])(
    'takes %s as it is',
    (raw) => {
      expect(parsePhaseId(raw)).toEqual({ ok: true, value: raw });
    },
  );

  test.each([
    ['', 'empty'],
    ['abc', 'missing_numeric_prefix'],
    ['a01', 'missing_numeric_prefix'],
    [' 1', 'missing_numeric_prefix'],
    ['01.2', 'invalid_characters'],
    ['02.5', 'invalid_characters'],
    ['1 b', 'invalid_characters'],
    ['1ä', 'invalid_characters'],
    ['1\n', 'invalid_characters'],
    ['9'.repeat(40), 'numeric_overflow'],
    ['18446744073709551616', 'numeric_overflow'],
    [`${'9'.repeat(40)}.5`, 'numeric_overflow'],
  ])('refuses %j as %s', (raw, kind) => {
    expect(parsePhaseId(raw)).toMatchObject({ ok: false, error: { kind, raw } });
  });

  test('the message repeats the id', () => {
    const parsed = parsePhaseId('02.5');
    expect(parsed.ok ? '' : parsed.error.message).toContain('"02.5"');
  });
});

describe('the order of phase ids', () => {
  test.each([
    ['02', '10'],
    ['10', '10b'],
    ['10b', '10c'],
    ['01', '1'],
    ['10a10', '10a2'],
    ['10-x', '10B'],
    ['10B', '10_'],
    ['10_', '10b'],
    ['9007199254740993', '9007199254740994'],
  ])('%s stands before %s', (a, b) => {
    expect([comparePhaseIds(a, b), comparePhaseIds(b, a)]).toEqual([-1, 1]);
  });

  test('is total, transitive, and equal only for equal texts', () => {
    fc.assert(
      fc.property(phaseId, phaseId, phaseId, (a, b, c) => {
        expect(comparePhaseIds(a, b) + comparePhaseIds(b, a)).toBe(0);
        expect(comparePhaseIds(a, b) === 0).toBe(a === b);
        const [x, y, z] = [a, b, c].sort(comparePhaseIds);
        expect(comparePhaseIds(x ?? '', y ?? '')).toBeLessThanOrEqual(0);
        expect(comparePhaseIds(x ?? '', z ?? '')).toBeLessThanOrEqual(0);
      }),
    );
  });
});
