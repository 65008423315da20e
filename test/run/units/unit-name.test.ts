import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { subjectOf } from '../../../src/run/units/subject.js';
import { accountOf, parseUnitName, type UnitName, unitName } from '../../../src/run/units/unit-name.js';
import { PLAN } from '../samples.js';

const id = fc.stringMatching(/^\d{1,3}[A-Za-z0-9_-]{0,6}$/);
const names: fc.Arbitrary<UnitName> = fc.oneof(
  fc.record({ kind: fc.constant('phase' as const), phase: id }),
  fc.record({ kind: fc.constant('sweep' as const), after: id, round: fc.integer({ min: 1, max: 99_999 }) }),
);

describe('the name of a unit', () => {
  test('reads back as what it was made of, also where ids hold hyphens', () => {
    fc.assert(fc.property(names, (name) => expect(parseUnitName(unitName(name))).toEqual(name)));
  });

  test('is nothing else', () => {
    for (const text of ['', 'phase/', 'phase/x', 'sweep/01', 'sweep/01-0', 'sweep/01-x', 'sweep/-1', 'grind/01-1']) {
      expect(parseUnitName(text)).toBeNull();
    }
  });

  test('charges a sweep to the phase before it', () => {
    expect(accountOf('phase/02')).toBe('02');
    expect(accountOf('sweep/02-a-3')).toBe('02-a');
  });

  test('stands for a phase only where the plan has it', () => {
    expect(subjectOf(PLAN, 'phase/02')).toMatchObject({ kind: 'phase', phase: { title: 'Title 02' } });
    expect(subjectOf(PLAN, 'phase/09')).toBeNull();
    expect(subjectOf(PLAN, 'sweep/02-1')).toEqual({ kind: 'sweep', after: '02', round: 1 });
  });
});
