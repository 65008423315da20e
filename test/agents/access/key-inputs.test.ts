import { describe, expect, test } from '@jest/globals';
import { credentialsFrom } from '../../../src/agents/access/credentials.js';
import { type KEY_INPUTS, modelKeysIn, withKeyInputs } from '../../../src/agents/access/key-inputs.js';

const NONE = {
  'anthropic-api-key': '',
  'claude-code-oauth-token': '',
  'openai-api-key': '',
  'gemini-api-key': '',
} satisfies Record<keyof typeof KEY_INPUTS, string>;

describe('keys on a runner', () => {
  test('come from the inputs, each to its provider', () => {
    const inputs = { ...NONE, 'claude-code-oauth-token': 'o', 'openai-api-key': 'p', 'gemini-api-key': 'g' };
    expect(credentialsFrom(withKeyInputs({}, inputs))).toMatchObject({
      anthropic: { key: { kind: 'oauth_token', value: 'o' } },
      openai: { key: { kind: 'api_key', value: 'p' } },
      gemini: { key: { kind: 'api_key', value: 'g' } },
    });
  });

  test('of the environment count where no input names that provider', () => {
    const env = { ANTHROPIC_AUTH_TOKEN: 'env-a', CODEX_API_KEY: 'env-c', OPENAI_API_KEY: 'env-o' };
    const found = credentialsFrom(withKeyInputs(env, { ...NONE, 'openai-api-key': 'input-o' }));
    expect(found.anthropic?.key).toEqual({ kind: 'auth_token', value: 'env-a' });
    expect(found.openai?.key).toEqual({ kind: 'api_key', value: 'input-o' });
  });

  test('are all secrets, also those of providers that nobody uses, and nothing empty is', () => {
    const env = withKeyInputs({ GOOGLE_API_KEY: 'g2', PATH: '/bin' }, { ...NONE, 'anthropic-api-key': 'a' });
    expect([...modelKeysIn(env)].sort()).toEqual(['a', 'g2']);
    expect(modelKeysIn({ ANTHROPIC_API_KEY: '' })).toEqual([]);
  });
});
