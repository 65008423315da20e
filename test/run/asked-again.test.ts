import { expect, test } from '@jest/globals';
import { save } from '../../src/run/advance.js';
import { applyTrigger } from '../../src/run/commands/apply-trigger.js';
import { halts } from '../../src/run/halts.js';
import type { Order } from '../../src/run/record.js';
import { type AskedAgain, fixerDispatches } from '../../src/run/units/asked-again.js';
import { NOW, order, progress, record, trigger } from './samples.js';

const ASKED: readonly AskedAgain[] = [{ stage: 'implement', unchanged: false, running: ['npm run build'], unread: [] }];

function saved(from: Order, fields: Parameters<typeof progress>[0]): Order | undefined {
  const before = record({ status: 'running', orders: { o1: from } });
  const step = save(before, from, { progress: progress(fields), wipSha: 'f'.repeat(40), allowanceUsd: 5, now: NOW });
  return step.ok ? step.value.orders.o1 : undefined;
}

test('a saved unit keeps which of its turns were asked for again, also while newer progress says nothing of it', () => {
  const first = saved(order({ stage: 'implement' }), { askedAgain: ASKED });
  expect(first?.asked_again).toEqual(ASKED);
  expect(saved(first ?? order(), {})?.asked_again).toEqual(ASKED);
});

test('a rebuy gives every turn its second chance again', () => {
  const orders = { o1: order({ stage: 'fix', asked_again: [...ASKED] }) };
  const halted = record({ status: 'halted', halt: halts.endedEarly(['npm run build'], []), orders });
  const step = applyTrigger(halted, trigger('rebuy', 'k2'), NOW);
  expect(step).toMatchObject({ ok: true, value: { orders: { o1: { stage: 'fix' } } } });
  expect(step.ok && step.value.orders.o1?.asked_again).toBeUndefined();
});

test('a fixer that is asked again has its configured attempts beside', () => {
  expect(fixerDispatches(2, [])).toBe(2);
  expect(fixerDispatches(2, ASKED)).toBe(2);
  expect(fixerDispatches(2, [...ASKED, { stage: 'fix', unchanged: false, running: ['npm test'], unread: [] }])).toBe(3);
});
