import { describe, expect, test } from '@jest/globals';
import { GeminiReader } from '../../../src/agents/gemini/reader.js';
import type { ProgramExit } from '../../../src/process/program.js';

const GOOD: ProgramExit = { kind: 'exited', code: 0 };
const STATS = { total_tokens: 100, input_tokens: 80, output_tokens: 15, cached: 30 };

type Event = Readonly<Record<string, unknown>>;

const says = (content: string): Event => ({ type: 'message', role: 'assistant', content, delta: true });
const result = (fields: Event = {}): Event => ({ type: 'result', status: 'success', stats: STATS, ...fields });
const apiError = (text: string): Event =>
  result({ status: 'error', error: { type: 'unknown', message: `[API Error: ${text}]` } });

function read(events: readonly Event[], exit: ProgramExit = GOOD, stderr: readonly string[] = []) {
  const reader = new GeminiReader();
  for (const event of events) {
    reader.line('stdout', JSON.stringify(event));
  }
  for (const line of stderr) {
    reader.line('stderr', line);
  }
  return reader.finish(exit);
}

const exited = (code: number): ProgramExit => ({ kind: 'exited', code });

describe('usage', () => {
  test('is all that is no input as output, thoughts told apart', () => {
    const { usage, estimated } = read([result()]);
    expect(usage).toMatchObject({ input: 50, cached_input: 30, cache_write: 0, output: 20, reasoning: 5, usd: 0 });
    expect(estimated).toBe(false);
  });

  test('is never less than what was answered, whatever the total says', () => {
    const stats = { input_tokens: 80, output_tokens: 15, cached: 200 };
    expect(read([result({ stats })]).usage).toMatchObject({ input: 0, cached_input: 80, output: 15 });
  });

  test('that no program can have had is not believed', () => {
    const stats = { input_tokens: 1e15, output_tokens: -4, total_tokens: 'many' };
    expect(read([result({ stats })]).usage).toMatchObject({ input: 0, output: 0 });
  });

  test('that a result does not tell is a lower bound', () => {
    expect(read([result({ stats: undefined })])).toMatchObject({ kind: 'completed', estimated: true });
  });

  test.each([
    ['under other names', { totalTokens: 100, inputTokens: 80 }],
    ['in part', { output_tokens: 15 }],
    ['as no program can have had them', { ...STATS, total_tokens: 1e15 }],
    ['as less than nothing', { ...STATS, input_tokens: -1 }],
  ])('told %s is a lower bound too', (_, stats) => {
    expect(read([result({ stats })])).toMatchObject({ kind: 'completed', estimated: true });
  });
});

describe('no success', () => {
  test('is an error that nothing followed, although the result says so', () => {
    const loop = { type: 'error', severity: 'warning', message: 'Loop detected, stopping execution' };
    expect(read([says('a'), loop, result()])).toMatchObject({
      kind: 'failed',
      message: 'gemini: Loop detected, stopping execution (exit 0)',
    });
    const turns = { type: 'error', severity: 'error', message: 'Maximum session turns exceeded' };
    expect(read([turns, result()]).kind).toBe('turn_limit');
  });

  test('but an error that it overcame does not count', () => {
    const warning = { type: 'error', severity: 'warning', message: 'something was odd' };
    expect(read([warning, says('going on'), result()]).kind).toBe('completed');
  });

  test('is a result after which the run went on', () => {
    expect(read([result(), says('and another thing')]).kind).toBe('protocol_drift');
  });

  test.each([
    ['The model response was blocked due to safety settings.', 'refused'],
    ['The model response was blocked due to recitation/copyright filters.', 'refused'],
    ['Model response was truncated because it exceeded the token limit.', 'context_limit'],
    ['The model returned reasoning thoughts but no final response text.', 'transient'],
  ])('is %j: %s', (message, kind) => {
    const error = { type: 'error', severity: 'error', message };
    expect(read([error, result({ status: 'error' })]).kind).toBe(kind);
  });
});

describe('an error of the API', () => {
  const json = (code: number, message: string, more: Event = {}) =>
    JSON.stringify({ error: { code, message, ...more } });

  test.each([
    [json(401, 'no'), 145, 'authentication'],
    [json(400, 'API key not valid.', { details: [{ reason: 'API_KEY_INVALID' }] }), 144, 'authentication'],
    [json(400, 'The input token count (2) exceeds the maximum number of tokens allowed (1).'), 144, 'context_limit'],
    [json(400, 'bad'), 144, 'failed'],
    [json(402, 'pay'), 146, 'quota'],
    [json(408, 'late'), 152, 'transient'],
    [json(500, 'oops'), 244, 'transient'],
    [json(529, 'overloaded'), 17, 'transient'],
    ['Resource exhausted', 173, 'transient'],
    ['You have exhausted your daily quota on this model.', 173, 'quota'],
    ['terminated', 1, 'transient'],
    ['exception TypeError: fetch failed sending request', 1, 'transient'],
    ['Context window will overflow (estimated: 2, remaining: 1)', 1, 'context_limit'],
    ['models/x is not found', 1, 'failed'],
  ])('%s with exit %d is %s', (text, code, kind) => {
    expect(read([apiError(text)], exited(code)).kind).toBe(kind);
  });

  const terminal = (message: string) => [`Error when talking to Gemini API TerminalQuotaError: ${message}`];

  test('says when to ask again, on one of the two streams', () => {
    const soon = read([apiError('Slow down\nPlease retry in 1500ms')], exited(173));
    expect(soon).toMatchObject({ kind: 'transient', retry: { afterMs: 1_500 } });
    const late = read([apiError('Used up')], exited(173), [...terminal('Used up'), '  retryDelayMs: 3600000,']);
    expect(late).toMatchObject({ kind: 'quota', retry: { afterMs: 3_600_000 } });
  });

  test('of a model without capacity passes, though the CLI gives up on it at once', () => {
    const text = 'You have exhausted your capacity on this model.';
    expect(read([apiError(text)], exited(173), terminal(text)).kind).toBe('transient');
  });

  test('with a wait that is none says nothing of it', () => {
    const { retry } = read([apiError('x\nSuggested retry after 0s.')], exited(173), ['  retryDelayMs: 999999999999']);
    expect(retry).toBeUndefined();
  });
});

describe('a result that was lost', () => {
  const init = { type: 'init', session_id: 's' };

  test.each([
    [145, [], 'authentication'],
    [144, ["reason: 'API_KEY_INVALID'"], 'authentication'],
    [144, ['The input token count (2) exceeds the maximum number of tokens allowed (1).'], 'context_limit'],
    [144, [], 'failed'],
    [173, [], 'transient'],
    [173, ['TerminalQuotaError: You have exhausted your daily quota on this model.'], 'quota'],
    [247, [], 'transient'],
    [1, [], 'failed'],
  ])('leaves the status in exit %d', (code, stderr, kind) => {
    expect(read([init], exited(code), stderr)).toMatchObject({ kind, estimated: true });
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
    '{"type":"result"}',
    '{"type":"result","status":1}',
    '{"type":"message","role":"assistant"}',
    '{"type":"tool_use"}',
    '{"type":"error"}',
    '"x"',
  ])('%j is survived and is no success', (line) => {
    const reader = new GeminiReader();
    expect(() => reader.line('stdout', line)).not.toThrow();
    expect(reader.finish(GOOD).kind).toBe('protocol_drift');
  });

  test('a text without end is kept up to a bound', () => {
    const reader = new GeminiReader();
    for (let piece = 0; piece < 3; piece += 1) {
      reader.line('stdout', JSON.stringify(says('x'.repeat(600_000))));
    }
    expect(reader.finish(GOOD).finalText).toHaveLength(1_000_000);
  });
});

test('a message of two megabytes is read in time that grows with its length only', () => {
  // In time that grows with its square, this test would take ten minutes.
  const message = 'token count '.repeat(170_000);
  expect(read([result({ status: 'error', error: { message } })]).kind).toBe('failed');
  const real = 'The input token count (1200001) exceeds the maximum number of tokens allowed (1048576).';
  expect(read([result({ status: 'error', error: { message: `[API Error: ${real}]` } })]).kind).toBe('context_limit');
});
