import { expect } from '@jest/globals';
import { NO_USAGE, type Usage } from '../../../src/run/usage.js';
import type { Dispatched } from '../dispatching.js';
import type { BackendUnderTest, DispatchScenario, Expected } from './scenario.js';

/** What this backend has to make of the scenario: the rule for all, and its declared differences. */
export function expectedOf({ expected, name }: DispatchScenario, under: BackendUnderTest): Expected {
  const own = { ...expected, ...under.differs[name]?.expected };
  // Where nothing was started nothing is estimated, whoever estimates everything else.
  const estimates = under.alwaysEstimated !== null && own.estimated === false && own.usage !== 'none';
  return estimates ? { ...own, estimated: true } : own;
}

/** Compares an outcome with what was expected of it, and with what holds for every outcome. */
export function checkOutcome({ outcome, events }: Dispatched, expected: Expected, under: BackendUnderTest): void {
  const { usage, estimated, finalText, unknownEvents } = expected;
  expect({ kind: outcome.kind, message: outcome.message }).toEqual({
    kind: expected.kind,
    message: expect.stringMatching(expected.message ?? (expected.kind === 'completed' ? /^$/ : /./)),
  });
  expect(outcome.message.split('\n').length).toBeLessThanOrEqual(2);
  expect(outcome.usage.dispatches).toBe((expected.started ?? true) ? 1 : 0);
  if (usage !== undefined) {
    const { dispatches: _, seconds: __, ...counted } = outcome.usage;
    expect(counted).toEqual(expectedUsage(usage, under));
  }
  if (estimated !== undefined) {
    expect(outcome.estimated).toBe(estimated);
  }
  if (finalText !== undefined) {
    expect(outcome.finalText).toBe(finalText);
  }
  if (unknownEvents !== undefined) {
    expect(outcome.unknownEvents).toEqual(unknownEvents);
  }
  if ('retry' in expected) {
    expect(outcome.retry).toEqual(expected.retry);
  }
  if (expected.kind === 'completed') {
    expect(outcome.sessionId).toBe(under.sessionId);
  }
  expect(events.map(({ kind }) => kind)).toEqual(expect.arrayContaining([...(expected.events ?? [])]));
}

function expectedUsage(which: NonNullable<Expected['usage']>, under: BackendUnderTest): Partial<Usage> {
  const { dispatches: _, seconds: __, ...nothing } = NO_USAGE;
  const told = { all: under.usage, shown: under.shown, none: {} }[which];
  return { ...nothing, ...told };
}
