import { describe, expect, test } from '@jest/globals';
import { credentialsFrom } from '../../../src/agents/access/credentials.js';
import { modelKeysIn } from '../../../src/agents/access/key-inputs.js';

describe('a key of the environment', () => {
  test('counts without the line end that a secret was stored with, and is masked so', () => {
    const env = { ANTHROPIC_API_KEY: ' sk-anthropic \n' };
    expect(credentialsFrom(env).anthropic?.key).toEqual({ kind: 'api_key', value: 'sk-anthropic' });
    expect(modelKeysIn(env)).toEqual(['sk-anthropic']);
  });

  test('that holds nothing but blanks is none, and the next one counts', () => {
    const env = { CODEX_API_KEY: ' \n', OPENAI_API_KEY: 'sk-openai' };
    expect(credentialsFrom(env).openai?.key?.value).toBe('sk-openai');
    expect(modelKeysIn(env)).toEqual(['sk-openai']);
  });
});
