import { describe, expect, test } from '@jest/globals';
import { jsonLinesReader } from '../../src/agents/output/json-lines.js';
import type { ProgramExit } from '../../src/process/program.js';

const EXIT_0: ProgramExit = { kind: 'exited', code: 0 };

function read(lines: readonly string[], exit: ProgramExit = EXIT_0, stderr: readonly string[] = []) {
  const reader = jsonLinesReader('helper');
  const events = [
    ...lines.flatMap((line) => reader.line('stdout', line)),
    ...stderr.flatMap((line) => reader.line('stderr', line)),
  ];
  return { events, outcome: reader.finish(exit) };
}

describe('the protocol of agent programs', () => {
  test('is text, tools, a running total and a result', () => {
    const { events, outcome } = read([
      '{"type":"text","text":"I begin"}',
      'compiling…',
      '{"type":"tool","name":"edit"}',
      '{"type":"usage","input":1,"output":2}',
      '{"type":"usage","input":10,"output":20,"cached_input":3,"cache_write":4,"usd":0.5}',
      '{"type":"result","ok":true,"text":"done"}',
    ]);
    expect(events.map(({ kind }) => kind)).toEqual(['text', 'log', 'tool', 'usage', 'usage']);
    expect(outcome).toMatchObject({ kind: 'completed', message: '', finalText: 'done', estimated: false });
    expect(outcome.usage).toMatchObject({ input: 10, output: 20, cached_input: 3, cache_write: 4, usd: 0.5 });
  });

  test('needs a result for success', () => {
    expect(read(['{"type":"text","text":"I am done"}']).outcome.kind).toBe('protocol_drift');
    expect(read([], { kind: 'exited', code: 1 }, ['boom']).outcome).toMatchObject({
      kind: 'failed',
      message: 'helper exited with code 1 without a result line.\nboom',
    });
    expect(read([], { kind: 'signalled', signal: 'SIGSEGV' }).outcome.message).toContain('was ended by SIGSEGV');
  });

  test('takes the last result', () => {
    const lines = ['{"type":"result","ok":true}', '{"type":"result","ok":false,"message":"no","reason":"quota"}'];
    expect(read(lines).outcome).toMatchObject({ kind: 'quota', message: 'helper: no' });
  });

  test('treats a reason that it does not know as a failure', () => {
    expect(read(['{"type":"result","ok":false,"message":"no","reason":"completed"}']).outcome.kind).toBe('failed');
    expect(read(['{"type":"result","ok":false}']).outcome.message).toBe('helper: failed without a message');
  });

  test('counts what it does not know, and shows it as log', () => {
    const { events, outcome } = read(['{"type":"thought","depth":3}', '{"type":"usage","input":-1}', '{"a":1}']);
    expect(outcome.unknownEvents).toEqual({ thought: 1, usage: 1 });
    expect(events.map(({ kind }) => kind)).toEqual(['log', 'log', 'log']);
  });

  test('is bounded in what it remembers of unknown names', () => {
    const lines = Array.from({ length: 1_000 }, (_, index) => JSON.stringify({ type: `t${index}` }));
    const { unknownEvents } = read(lines).outcome;
    expect(Object.keys(unknownEvents)).toHaveLength(51);
    expect(unknownEvents['(others)']).toBe(950);
  });

  test('has a session, and counts reasoning as a part of the output', () => {
    const { outcome } = read([
      '{"type":"session","id":"s-1"}',
      '{"type":"usage","output":20,"reasoning":25}',
      '{"type":"result","ok":true}',
    ]);
    expect(outcome).toMatchObject({ sessionId: 's-1', usage: { output: 20, reasoning: 20 } });
  });

  test('takes a running total as one that never falls', () => {
    const { outcome } = read([
      '{"type":"usage","input":10,"output":20,"usd":0.5}',
      '{"type":"usage","input":4,"output":30,"usd":0.1}',
      '{"type":"result","ok":true}',
    ]);
    expect(outcome.usage).toMatchObject({ input: 10, output: 30, usd: 0.5 });
  });

  test.each([
    ['"reason":"transient","retry_after_seconds":1.5', { afterMs: 1_500 }],
    ['"reason":"quota","retry_at":"2026-12-01T01:00:00+01:00"', { at: '2026-12-01T00:00:00.000Z' }],
    ['"reason":"quota","retry_after_seconds":60,"retry_at":"soon"', { afterMs: 60_000 }],
    ['"reason":"transient","retry_after_seconds":-1', undefined],
    ['"reason":"transient","retry_after_seconds":1e12', undefined],
    ['"reason":"refused","retry_after_seconds":5', undefined],
  ])('says when to try again: %s', (fields, retry) => {
    expect(read([`{"type":"result","ok":false,"message":"no",${fields}}`]).outcome.retry).toEqual(retry);
  });

  test('gives a lower bound when no total was reported', () => {
    expect(read(['{"type":"result","ok":true}']).outcome.estimated).toBe(true);
  });
});
