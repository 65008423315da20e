import { expect, test } from '@jest/globals';
import { aiderAccess } from '../../src/agents/aider/provider.js';

test('Aider is told each address as litellm goes on from it', () => {
  const key = { kind: 'api_key', value: 'k' } as const;
  const at = (provider: 'anthropic' | 'openai' | 'gemini', baseUrl: string) => aiderAccess({ provider, key, baseUrl });
  expect(at('anthropic', 'http://a')).toEqual({ ANTHROPIC_API_KEY: 'k', ANTHROPIC_API_BASE: 'http://a' });
  expect(at('openai', 'http://o/v1')).toEqual({ OPENAI_API_KEY: 'k', OPENAI_API_BASE: 'http://o/v1' });
  expect(at('gemini', 'http://g')).toEqual({ GEMINI_API_KEY: 'k', GEMINI_API_BASE: 'http://g/v1beta' });
});
