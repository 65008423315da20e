import { describe, expect, test } from '@jest/globals';
import { ask, forwarder, sendJson, upstream } from './support.js';

describe('when it makes sense to ask again', () => {
  const HINTS: readonly [string, Readonly<Record<string, string>>, unknown, unknown][] = [
    ['seconds', { 'retry-after': '7' }, {}, { afterMs: 7_000 }],
    ['a date', { 'retry-after': 'Wed, 21 Oct 2026 07:28:00 GMT' }, {}, { at: '2026-10-21T07:28:00.000Z' }],
    ['milliseconds', { 'retry-after-ms': '1500', 'retry-after': '2' }, {}, { afterMs: 1_500 }],
    [
      'the limit that is used up',
      {
        'anthropic-ratelimit-requests-remaining': '9',
        'anthropic-ratelimit-requests-reset': '2026-10-21T09:00:00Z',
        'anthropic-ratelimit-tokens-remaining': '0',
        'anthropic-ratelimit-tokens-reset': '2026-10-21T07:00:00Z',
      },
      {},
      { at: '2026-10-21T07:00:00.000Z' },
    ],
    [
      'a subscription',
      { 'anthropic-ratelimit-unified-status': 'rejected', 'anthropic-ratelimit-unified-reset': '1792566000' },
      {},
      { at: '2026-10-21T07:00:00.000Z' },
    ],
    ['Gemini', {}, { error: { details: [{}, { retryDelay: '34.5s' }] } }, { afterMs: 34_500 }],
    ['a subscription of OpenAI', {}, { error: { resets_in_seconds: 90 } }, { afterMs: 90_000 }],
    ['nobody', {}, 'text', null],
    ['nobody who can be believed', { 'retry-after': '99999999999' }, { error: { resets_at: 1e300 } }, null],
  ];

  test.each(HINTS)('said by %s', async (_, headers, body, hint) => {
    const api = await upstream((_request, response) => {
      for (const [name, value] of Object.entries(headers)) {
        response.setHeader(name, value);
      }
      sendJson(response, body, 429);
    });
    const door = await forwarder(api.url);
    await ask(door);
    expect(door.retry()).toEqual(hint);
    expect(door.totals()).toMatchObject({ complete: true, requests: 1 });
  });

  test('is forgotten with the next answer that is none', async () => {
    let status = 529;
    const api = await upstream((_, response) => {
      response.setHeader('retry-after', '3');
      sendJson(response, {}, status);
    });
    const door = await forwarder(api.url);
    await ask(door);
    status = 200;
    await ask(door);
    expect(door.retry()).toBeNull();
  });
});
