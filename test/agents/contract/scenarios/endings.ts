import { readFile } from 'node:fs/promises';
import { expect } from '@jest/globals';
import type { DispatchScenario } from '../scenario.js';

/** How a model's answer may end, by what the CLI says of it. */
export const ENDINGS: readonly DispatchScenario[] = [
  {
    name: 'success',
    what: 'Text, two tool calls and a good end are a completed dispatch with its usage; all of it is in the log.',
    plays: 'success',
    expected: {
      kind: 'completed',
      usage: 'all',
      estimated: false,
      finalText: 'All done.',
      events: ['text', 'tool', 'usage'],
    },
    check: async ({ logFile }) => {
      expect(await readFile(logFile, 'utf8')).toContain('All done.');
    },
  },
  {
    name: 'several_turns',
    what: 'The usage of several turns is counted once, however often it is repeated on the way.',
    plays: 'several_turns',
    expected: { kind: 'completed', usage: 'all', estimated: false },
  },
  {
    name: 'cached_and_reasoning',
    what: 'Cached input and reasoning are told apart from the rest and overlap with nothing.',
    plays: 'cached_and_reasoning',
    expected: { kind: 'completed', usage: 'all', estimated: false },
  },
  {
    name: 'final_text',
    what: 'Of several messages the last is the final text.',
    plays: 'final_text',
    expected: { kind: 'completed', finalText: 'All done.', events: ['text'] },
  },
  {
    name: 'error',
    what: 'A reported error with an exit other than 0 is a failure with its words.',
    plays: 'error',
    expected: { kind: 'failed', message: /It went wrong\./ },
  },
  {
    name: 'quiet_error',
    what: 'A reported error with exit 0 is the same failure.',
    plays: 'quiet_error',
    expected: { kind: 'failed', message: /It went wrong\./ },
  },
  {
    name: 'refusal',
    what: 'A model that declines is a refusal, and what it cost is kept.',
    plays: 'refusal',
    expected: { kind: 'refused', usage: 'all', estimated: false },
  },
  {
    name: 'turn_limit',
    what: 'The limit of turns is told from other failures.',
    plays: 'turn_limit',
    expected: { kind: 'turn_limit', usage: 'all', estimated: false },
  },
  {
    name: 'context_limit',
    what: 'A conversation that the model cannot hold is told from other failures.',
    plays: 'context_limit',
    expected: { kind: 'context_limit' },
  },
  {
    name: 'budget',
    what: 'The limit of dollars that the CLI itself keeps is told from other failures.',
    plays: 'budget',
    expected: { kind: 'budget', usage: 'all', estimated: false },
  },
  {
    name: 'denied',
    what: 'An agent that was denied every tool ends well for its CLI; the unchanged tree is judged elsewhere.',
    plays: 'denied',
    expected: { kind: 'completed', events: ['tool'] },
  },
  {
    name: 'usage_on_failure',
    what: 'A failure costs what it cost: the usage is kept.',
    plays: 'usage_on_failure',
    expected: { kind: 'failed', usage: 'all', estimated: false },
  },
];

/** What a provider may say instead of an answer. */
export const PROVIDER_ERRORS: readonly DispatchScenario[] = [
  {
    name: 'transient',
    what: 'A server error after which the CLI gave up may pass.',
    plays: 'transient',
    expected: { kind: 'transient', message: /50[0-9]|server error/i },
  },
  {
    name: 'rate_limited',
    what: 'Too many requests may pass, and the wait that was asked for is handed on.',
    plays: 'rate_limited',
    expected: { kind: 'transient', message: /429|too many|rate limit/i, retry: { afterMs: 7_000 } },
  },
  {
    name: 'quota',
    what: 'A used-up quota does not pass by waiting a moment; its reset time is handed on.',
    plays: 'quota',
    expected: { kind: 'quota', retry: { at: '2026-12-01T00:00:00.000Z' } },
  },
  {
    name: 'authentication',
    what: 'A refused key is told from other failures.',
    plays: 'authentication',
    expected: { kind: 'authentication', usage: 'none' },
  },
  {
    name: 'no_key',
    what: 'A missing key is the same to a person: authentication.',
    plays: 'no_key',
    expected: { kind: 'authentication', usage: 'none' },
  },
  {
    name: 'offline',
    what: 'No connection to the provider may pass.',
    plays: 'offline',
    expected: { kind: 'transient', usage: 'none' },
  },
];
