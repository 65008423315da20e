import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseDeferred, printDeferred } from '../../src/documents/deferred.js';
import { findFences } from '../../src/documents/fences.js';
import { splitLines } from '../../src/documents/lines.js';
import { phaseOutline } from '../../src/documents/phase-outline.js';
import { advanceTo, parsePlan, printPlan } from '../../src/documents/plan.js';
import { anyText, ascendingIds, lines, phaseId } from './arbitraries.js';

/** Text that neither begins a phase nor opens or closes a fence. */
const prose = fc
  .array(
    fc.string({ unit: 'grapheme' }).map((text) => ` ${text.replaceAll(/[\r\n`~]/g, '')}`),
    { maxLength: 5 },
  )
  .map((all) => all.map((text) => `${text}\n`).join(''));
const title = fc.string({ unit: 'grapheme' }).map((text) => text.replaceAll(/[\r\n]/g, ''));

const planText = fc
  .record({ ids: ascendingIds, titles: fc.array(title, { minLength: 12, maxLength: 12 }), body: prose, pick: fc.nat() })
  .map(({ ids, titles, body, pick }) => {
    const phases = ids.map((id, index) => `# Phase ${id}: ${titles[index] ?? ''}\n${body}`);
    const current = ids[pick % ids.length] ?? '';
    return { ids, current, text: `---\nkey: 1 # note\ncurrent_phase: "${current}"\n---\n${body}${phases.join('')}` };
  });

describe('plans in general', () => {
  test('a well-formed plan prints byte for byte and reads the same again', () => {
    fc.assert(
      fc.property(planText, ({ ids, current, text }) => {
        const plan = parsePlan(text);
        expect(plan).toMatchObject({ ok: true, value: { currentPhase: current } });
        if (plan.ok) {
          expect(plan.value.phases.map(({ id }) => id)).toEqual(ids);
          expect(printPlan(plan.value)).toBe(text);
        }
      }),
    );
  });

  test('advancing to any phase leaves every other byte alone', () => {
    fc.assert(
      fc.property(planText, fc.nat(), ({ ids, current, text }, pick) => {
        const target = ids[pick % ids.length] ?? '';
        const plan = parsePlan(text);
        const printed = plan.ok ? printPlan(advanceTo(plan.value, target)) : '';
        expect(printed).toBe(text.replace(`current_phase: "${current}"`, `current_phase: "${target}"`));
      }),
    );
  });

  test('any text is read or refused with a line of the file, and what is read prints to what reads the same', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const plan = parsePlan(text);
        if (plan.ok) {
          expect(parsePlan(printPlan(plan.value))).toEqual(plan);
        } else {
          expect(plan.error.line ?? 1).toBeLessThanOrEqual(text.split('\n').length);
          expect(plan.error.line ?? 1).toBeGreaterThan(0);
        }
      }),
      { numRuns: 500 },
    );
  });
});

const deferredText = fc
  .record({
    items: fc.array(fc.tuple(fc.constantFrom(' ', 'x', 'X'), title, fc.array(title, { maxLength: 3 }))),
    phases: fc.array(fc.tuple(phaseId, title, prose)),
    phasesFirst: fc.boolean(),
  })
  .map(({ items, phases, phasesFirst }) => {
    const left = items.map(([mark, text, more]) =>
      [`- [${mark}] ${text}`, ...more.map((one) => `  ${one}`), ''].join('\n'),
    );
    const right = phases.map(([id, text, body]) => `### From phase ${id}: ${text}.\n${body}`);
    const sections = [`## Deferred items\n${left.join('')}`, `## Deferred phases\n${right.join('')}`];
    const text = (phasesFirst ? sections.reverse() : sections).join('');
    return { text, items: items.length, phases: phases.length };
  });

describe('deferred work in general', () => {
  test('a well-formed document keeps every item and phase', () => {
    fc.assert(
      fc.property(deferredText, ({ text, items, phases }) => {
        const deferred = parseDeferred(text);
        expect(deferred.ok && [deferred.value.items.length, deferred.value.phases.length]).toEqual([items, phases]);
      }),
    );
  });

  test('any text is read or refused with a line, and the printed form is stable', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          anyText,
          deferredText.map(({ text }) => text),
        ),
        (text) => {
          const deferred = parseDeferred(text);
          if (deferred.ok) {
            const printed = printDeferred(deferred.value);
            expect(parseDeferred(printed)).toEqual(deferred);
          } else {
            expect(deferred.error.line).toBeGreaterThan(0);
            expect(deferred.error.line).toBeLessThanOrEqual(text.split('\n').length);
          }
        },
      ),
      { numRuns: 1000 },
    );
  });
});

describe('parts in general', () => {
  test('lines are what splitting at LF gives, and together are the text', () => {
    fc.assert(
      fc.property(anyText, fc.nat(), (text, pick) => {
        const all = splitLines(text);
        expect(Array.from({ length: all.count }, (_, index) => all.at(index))).toEqual(text.split('\n'));
        const middle = pick % (all.count + 1);
        expect(all.between(0, middle) + all.between(middle, all.count)).toBe(text);
        expect(all.between(middle, middle)).toBe('');
      }),
    );
  });

  test('a fence that is said to be closed ends on a later line', () => {
    fc.assert(
      fc.property(lines, (text) => {
        const all = splitLines(text);
        const fences = findFences(all);
        for (let index = 0; index < all.count; index += 1) {
          const fence = fences.at(index);
          if (fence.kind === 'closed') {
            expect(fence.end).toBeGreaterThan(index);
            expect(fence.end).toBeLessThan(all.count);
          }
        }
      }),
    );
  });

  test('the outline of any body is read', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const outline = phaseOutline(text);
        expect([...outline.deliverables, ...outline.acceptance].every((entry) => entry !== '')).toBe(true);
      }),
    );
  });
});
