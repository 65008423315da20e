import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Provider } from '../../../src/agents/access/model-access.js';
import { responseMeter } from '../../../src/agents/forwarder/count/response-meter.js';
import { NO_TOKENS, type ResponseUsage } from '../../../src/agents/forwarder/count/tokens.js';
import '../../support/property-seed.js';
import { events } from './support.js';

const STREAM = 'text/event-stream; charset=utf-8';
const JSON_TYPE = 'application/json';

function counted(provider: Provider, type: string, text: string, whole = true): ResponseUsage {
  const meter = responseMeter(provider, type);
  meter.push(Buffer.from(text));
  return meter.end(whole);
}

const MESSAGE = {
  type: 'message_start',
  message: {
    model: 'claude-x',
    usage: {
      input_tokens: 10,
      cache_read_input_tokens: 200,
      cache_creation_input_tokens: 30,
      cache_creation: { ephemeral_5m_input_tokens: 10, ephemeral_1h_input_tokens: 20 },
      output_tokens: 1,
    },
  },
};
const TEXT = { type: 'content_block_delta', delta: { type: 'text_delta', text: 'says "usage": {"output_tokens": 9}' } };
const END = { type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 51 } };
const CLAUDE = { input: 10, cached_input: 200, cache_write: 30, cache_write_1h: 20, output: 51, reasoning: 0 };

describe('Anthropic', () => {
  test('a stream: input with its start, output with its last delta', () => {
    const text = events(MESSAGE, TEXT, { ...END, delta: {}, usage: { output_tokens: 20 } }, END, {
      type: 'message_stop',
    });
    expect(counted('anthropic', STREAM, text)).toEqual({ model: 'claude-x', tokens: CLAUDE, final: true });
  });

  test('a message in one piece', () => {
    const message = { ...MESSAGE.message, type: 'message', usage: { ...MESSAGE.message.usage, output_tokens: 51 } };
    const used = counted('anthropic', JSON_TYPE, JSON.stringify(message));
    expect(used).toEqual({ model: 'claude-x', tokens: CLAUDE, final: true });
  });

  test('a stream that broke off: what was seen, and not as final', () => {
    const used = counted('anthropic', STREAM, events(MESSAGE, TEXT), false);
    expect(used).toEqual({ model: 'claude-x', tokens: { ...CLAUDE, output: 1 }, final: false });
    expect(counted('anthropic', STREAM, `${events(MESSAGE)}data: {"type":"mess`, false).final).toBe(false);
  });

  test('a stream whose last delta was seen is final, whatever became of the connection', () => {
    expect(counted('anthropic', STREAM, events(MESSAGE, END), false)).toMatchObject({ tokens: CLAUDE, final: true });
  });

  test('an error in the middle of a stream is no end', () => {
    const error = { type: 'error', error: { type: 'overloaded_error', message: 'usage' } };
    expect(counted('anthropic', STREAM, events(MESSAGE, error)).final).toBe(false);
  });
});

describe('OpenAI', () => {
  const usage = {
    input_tokens: 100,
    input_tokens_details: { cached_tokens: 40, cache_write_tokens: 10 },
    output_tokens: 30,
    output_tokens_details: { reasoning_tokens: 12 },
    total_tokens: 130,
  };
  const tokens = { ...NO_TOKENS, input: 50, cached_input: 40, cache_write: 10, output: 30, reasoning: 12 };
  const response = (type: string, more = {}) => ({ type, response: { model: 'gpt-x', ...more } });

  test.each(['response.completed', 'response.incomplete', 'response.failed'])(
    'a Responses stream that ends with %s',
    (type) => {
      const text = events(response('response.created', { usage: null }), response(type, { usage }));
      expect(counted('openai', STREAM, text)).toEqual({ model: 'gpt-x', tokens, final: true });
    },
  );

  test('a failure without usage cost nothing; a completion without it is not understood', () => {
    const failed = counted('openai', STREAM, events(response('response.failed', { usage: null })));
    expect(failed).toMatchObject({ tokens: NO_TOKENS, final: true });
    const odd = counted('openai', STREAM, events(response('response.completed')));
    expect(odd).toMatchObject({ tokens: NO_TOKENS, final: false });
  });

  test('input that was written to the cache is told apart from the rest', () => {
    const written = { ...usage, input_tokens_details: { cached_tokens: 40, cache_write_tokens: 25 } };
    const text = events(response('response.completed', { usage: written }));
    expect(counted('openai', STREAM, text).tokens).toEqual({ ...tokens, input: 35, cache_write: 25 });
  });

  test('Chat Completions, in one piece and streamed with its usage', () => {
    const chat = {
      model: 'gpt-x',
      usage: {
        prompt_tokens: 100,
        prompt_tokens_details: { cached_tokens: 40, cache_write_tokens: 10 },
        completion_tokens: 30,
        completion_tokens_details: { reasoning_tokens: 12 },
      },
    };
    expect(counted('openai', JSON_TYPE, JSON.stringify(chat))).toEqual({ model: 'gpt-x', tokens, final: true });
    const text = `${events({ model: 'gpt-x', usage: null }, chat)}data: [DONE]\n\n`;
    expect(counted('openai', STREAM, text)).toEqual({ model: 'gpt-x', tokens, final: true });
  });

  test('Chat Completions that tell a running count are final with their end, not with the first of it', () => {
    const part = (output: number, finish_reason: string | null) => ({
      model: 'gpt-x',
      choices: [{ index: 0, delta: {}, finish_reason }],
      usage: { prompt_tokens: 100, completion_tokens: output },
    });
    const begun = events(part(1, null), part(9, null));
    expect(counted('openai', STREAM, begun, false)).toMatchObject({ tokens: { output: 9 }, final: false });
    expect(counted('openai', STREAM, begun).final).toBe(true);
    const ended = counted('openai', STREAM, `${begun}${events(part(30, 'stop'))}`, false);
    expect(ended).toMatchObject({ tokens: { output: 30 }, final: true });
  });

  test('Chat Completions streamed without usage are not final: nobody knows what they cost', () => {
    const text = `${events({ model: 'gpt-x', choices: [] })}data: [DONE]\n\n`;
    expect(counted('openai', STREAM, text).final).toBe(false);
  });
});

describe('Gemini', () => {
  const chunk = (prompt: number, more = {}) => ({
    modelVersion: 'gemini-x',
    usageMetadata: { promptTokenCount: prompt, ...more },
  });
  const last = {
    ...chunk(100, {
      cachedContentTokenCount: 40,
      candidatesTokenCount: 20,
      thoughtsTokenCount: 5,
      toolUsePromptTokenCount: 3,
    }),
    candidates: [{ finishReason: 'STOP' }],
  };
  const tokens = { ...NO_TOKENS, input: 63, cached_input: 40, output: 25, reasoning: 5 };

  test('the last counts of a stream are those of the response', () => {
    const text = events(chunk(100), chunk(100, { candidatesTokenCount: 9 }), last);
    expect(counted('gemini', STREAM, text)).toEqual({ model: 'gemini-x', tokens, final: true });
    expect(counted('gemini', STREAM, text, false).final).toBe(true);
    expect(counted('gemini', STREAM, events(chunk(100)), false).final).toBe(false);
  });

  test('one answer, and a stream as one JSON array', () => {
    expect(counted('gemini', JSON_TYPE, JSON.stringify(last))).toEqual({ model: 'gemini-x', tokens, final: true });
    expect(counted('gemini', JSON_TYPE, JSON.stringify([chunk(1), last]))).toMatchObject({ tokens, final: true });
  });
});

describe('whatever comes', () => {
  const stream = events(MESSAGE, TEXT, END, { type: 'message_stop' });

  test('chunks may be cut anywhere', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 }), (sizes) => {
        const bytes = Buffer.from(stream);
        const meter = responseMeter('anthropic', STREAM);
        let at = 0;
        for (let turn = 0; at < bytes.length; turn += 1) {
          const size = sizes[turn % sizes.length] ?? 1;
          meter.push(bytes.subarray(at, at + size));
          at += size;
        }
        expect(meter.end(true)).toEqual({ model: 'claude-x', tokens: CLAUDE, final: true });
      }),
    );
  });

  test.each(['anthropic', 'openai', 'gemini'] as const)(
    '%s: no text is read as more than it says, and none throws',
    (provider) => {
      const odd = [
        'data: null\n\n',
        'data: {"usage":{"input_tokens":-1,"output_tokens":1e30,"prompt_tokens":"9"},"usageMetadata":{"promptTokenCount":0.5}}\n\n',
        'data: {"type":"message_start","message":{"usage":{"input_tokens":-5}}}\n\n',
        'data: ["usage"]\n\n',
        ': "usage"\n\n',
      ].join('');
      expect(counted(provider, STREAM, odd).tokens).toEqual(NO_TOKENS);
      expect(counted(provider, JSON_TYPE, '{"usage":').tokens).toEqual(NO_TOKENS);
      expect(counted(provider, 'text/html', '<html>"usage"</html>')).toMatchObject({ tokens: NO_TOKENS, final: false });
    },
  );

  test('an event that is too long to be held makes the count incomplete', () => {
    const meter = responseMeter('gemini', STREAM);
    meter.push(Buffer.from('data: {"usageMetadata":{"promptTokenCount":7},"candidates":[{"finishReason":"'));
    for (let turn = 0; turn < 80; turn += 1) {
      meter.push(Buffer.alloc(64 * 1024, 'x'));
    }
    meter.push(Buffer.from('"}]}\n\n'));
    meter.push(Buffer.from(events({ usageMetadata: { promptTokenCount: 7 } })));
    expect(meter.end(true)).toMatchObject({ tokens: { input: 7 }, final: false });
  });
});
