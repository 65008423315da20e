import { statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { expect } from '@jest/globals';
import { dispatchOnce } from '../../dispatching.js';
import type { DispatchScenario } from '../scenario.js';

const FLOOD_LOG_BYTES = 1_000_000;

/** What a program may print beside its own words, and how it may fail to print them. */
export const STREAMS: readonly DispatchScenario[] = [
  {
    name: 'non_json',
    what: 'A line that is none of its protocol is log, and changes nothing.',
    plays: 'non_json',
    expected: { kind: 'completed', usage: 'all', events: ['log', 'text'] },
    check: async ({ events, logFile }) => {
      expect([
        { kind: 'log', stream: 'stdout', line: 'Welcome to the CLI!' },
        { kind: 'text', text: 'Welcome to the CLI!' },
      ]).toContainEqual(events[0]);
      expect(await readFile(logFile, 'utf8')).toContain('Welcome to the CLI!');
    },
  },
  {
    name: 'unknown_events',
    what: 'Events of a kind that nobody knows are counted, and change nothing.',
    plays: 'unknown_events',
    expected: { kind: 'completed', usage: 'all', unknownEvents: { telemetry: 2 } },
  },
  {
    name: 'drift',
    what: 'Exit 0 with a last word that we do not understand is no success.',
    plays: 'drift',
    expected: { kind: 'protocol_drift', estimated: true },
  },
  {
    name: 'silence',
    what: 'Exit 0 without a word is no success.',
    plays: 'silence',
    expected: { kind: 'protocol_drift', usage: 'none', estimated: false },
  },
  {
    name: 'truncated',
    what: 'Output that ends in the middle of its last word is no success, also with exit 0.',
    plays: 'truncated',
    expected: { kind: 'protocol_drift', estimated: true },
  },
  {
    name: 'flood',
    what: 'Eight megabytes of output are read to the end, and the log stays within its bound.',
    plays: 'flood',
    expected: { kind: 'completed', usage: 'all' },
    drive: (backend, { model }) => dispatchOnce(backend, { model, maxLogBytes: FLOOD_LOG_BYTES }),
    check: ({ logFile }) => {
      expect(statSync(logFile).size).toBeLessThan(2 * FLOOD_LOG_BYTES);
    },
  },
  {
    name: 'long_line',
    what: 'A line of three megabytes is cut, and what follows it is read.',
    plays: 'long_line',
    expected: { kind: 'completed', usage: 'all' },
  },
  {
    name: 'invalid_utf8',
    what: 'Bytes that are no text break neither the line that holds them nor the next.',
    plays: 'invalid_utf8',
    expected: { kind: 'completed', usage: 'all' },
  },
];
