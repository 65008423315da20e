import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { ClaudeReader } from '../../src/agents/claude-code/reader.js';
import type { AgentEvent, OutcomeKind } from '../../src/agents/contract.js';
import type { ProgramExit } from '../../src/process/program.js';

const folder = join(dirname(fileURLToPath(import.meta.url)), '../fixtures/recordings/claude');

function replay(name: string, exit: ProgramExit) {
  const reader = new ClaudeReader();
  const events: AgentEvent[] = [];
  for (const line of readFileSync(join(folder, `${name}.jsonl`), 'utf8').split('\n')) {
    events.push(...reader.line('stdout', line));
  }
  return { events, outcome: reader.finish(exit) };
}

const exited = (code: number): ProgramExit => ({ kind: 'exited', code });

/** Name, exit code, outcome, tokens [uncached, cached, cache write, output], dollars: of real runs of Claude Code 2.1.329. */
const FINISHED: readonly [string, number, OutcomeKind, readonly number[], number][] = [
  ['ok-stream-json', 0, 'completed', [130, 1000, 1040, 31], 0.005055],
  ['partial-ok', 0, 'completed', [130, 1000, 1040, 31], 0.005055],
  ['recommended', 0, 'completed', [350, 150, 10, 46], 0.001823],
  ['subagent', 0, 'completed', [1032, 5, 6, 208], 0.00624],
  ['err-529-fallback', 0, 'completed', [30, 0, 0, 11], 0.000085],
  ['err-cut', 0, 'completed', [400, 0, 0, 23], 0.001545],
  ['hang-stream', 0, 'completed', [110, 0, 0, 12], 0.00051],
  ['slash-help', 0, 'failed', [0, 0, 0, 0], 0],
  ['max-turns', 1, 'turn_limit', [100, 0, 1000, 20], 0.00435],
  ['max-budget', 1, 'budget', [100, 0, 1000, 20], 0.00435],
  ['stop-refusal', 1, 'refused', [200, 0, 0, 40], 0.0012],
  ['stop-maxtokens', 1, 'context_limit', [400, 0, 0, 80], 0.0024],
  ['err-400-toolong', 1, 'context_limit', [0, 0, 0, 0], 0],
  ['err-400-credit', 1, 'quota', [0, 0, 0, 0], 0],
  ['err-401-noretry', 1, 'authentication', [0, 0, 0, 0], 0],
  ['err-403', 1, 'authentication', [0, 0, 0, 0], 0],
  ['no-key', 1, 'authentication', [0, 0, 0, 0], 0],
  ['err-404-model', 1, 'failed', [0, 0, 0, 0], 0],
  ['err-429-always-r2', 1, 'transient', [0, 0, 0, 0], 0],
  ['err-500-always-r2', 1, 'transient', [0, 0, 0, 0], 0],
  ['err-instream-overloaded', 1, 'transient', [0, 0, 0, 0], 0],
  ['conn-refused-r2', 1, 'transient', [0, 0, 0, 0], 0],
  // SIGINT makes the CLI report its totals, with exit 0 all the same.
  ['kill-int', 0, 'failed', [155, 0, 0, 23], 0.00081],
  ['kill-int-tool', 0, 'failed', [100, 0, 0, 20], 0.0006],
];

describe('a recorded run with a result', () => {
  test.each(FINISHED)('%s (exit %d) is %s', (name, code, kind, tokens, usd) => {
    const { outcome } = replay(name, exited(code));
    const { input, cached_input, cache_write, output } = outcome.usage;
    expect(outcome.kind).toBe(kind);
    expect([input, cached_input, cache_write, output]).toEqual(tokens);
    expect(outcome.usage.usd).toBe(usd);
    expect(outcome.estimated).toBe(false);
    expect(outcome.unknownEvents).toEqual({});
    expect(outcome.message === '').toBe(kind === 'completed');
    expect(outcome.sessionId).toMatch(/^[0-9a-f-]{36}$/);
  });
});

describe('a recorded run that was killed', () => {
  test.each([
    ['kill-term-partial', 143, [55, 0, 0, 1]],
    ['kill-term', 143, [100, 0, 0, 1]],
    ['kill-kill-tool', 137, [100, 0, 0, 1]],
  ])('%s leaves a lower bound', (name, code, tokens) => {
    const { outcome } = replay(name, exited(code));
    const { input, cached_input, cache_write, output } = outcome.usage;
    expect(outcome.kind).toBe('failed');
    expect([input, cached_input, cache_write, output]).toEqual(tokens);
    expect(outcome.estimated).toBe(true);
  });
});

test('the running total of a stream is the result in the end, whatever was repeated on the way', () => {
  const { events } = replay('partial-ok', exited(0));
  const totals = events.flatMap((event) => (event.kind === 'usage' ? [event.usage] : []));
  expect(
    totals.map(({ input, cached_input, cache_write, output }) => [input, cached_input, cache_write, output]),
  ).toEqual([
    [100, 0, 1000, 20],
    [130, 1000, 1040, 31],
    [130, 1000, 1040, 31],
  ]);
});

test('what claude says and uses is shown once, also with partial messages', () => {
  const shown = replay('partial-ok', exited(0)).events.filter(({ kind }) => kind === 'text' || kind === 'tool');
  expect(shown).toEqual([
    { kind: 'text', text: 'I will create the file.' },
    { kind: 'tool', name: 'Write' },
    { kind: 'text', text: 'All done: hello.txt created.' },
  ]);
});

describe('messages of a CLI that will not start', () => {
  test.each<[string, OutcomeKind]>([
    ['unknown-flag', 'unsupported_version'],
    ['bad-permission-mode', 'unsupported_version'],
    ['pm-dsp-root', 'failed'],
  ])('%s is %s and costs nothing', (name, kind) => {
    const reader = new ClaudeReader();
    const [first = ''] = readFileSync(join(folder, `${name}.stderr.txt`), 'utf8').split('\n');
    reader.line('stderr', first);
    const outcome = reader.finish(exited(1));
    expect(outcome).toMatchObject({ kind, estimated: false });
    expect(outcome.message).toContain(first.slice(0, 60));
  });
});

describe('any bytes at all', () => {
  test.each([
    '',
    '   ',
    '{',
    '[]',
    'null',
    '{}',
    '{"type":7}',
    '{"type":"assistant"}',
    '{"type":"stream_event","event":1}',
    '"x"',
  ])('%j is survived and is no success', (line) => {
    const reader = new ClaudeReader();
    expect(() => reader.line('stdout', line)).not.toThrow();
    expect(reader.finish(exited(0)).kind).toBe('protocol_drift');
  });
});
