import { describe, expect, test } from '@jest/globals';
import { allowedEnvironment } from '../../src/process/allowed-environment.js';

describe('the environment of programs that are not ours', () => {
  test('has what finds programs and names the machine', () => {
    const env = { PATH: '/bin', HOME: '/home/runner', LC_ALL: 'C', CI: 'true', RUNNER_TRACKING_ID: 'github_1' };
    expect(allowedEnvironment(env, [])).toEqual(env);
  });

  test('has nothing that nobody thought of', () => {
    const env = { DATABASE_URL: 'x', NODE_OPTIONS: '--x', ANTHROPIC_BASE_URL: 'x', GITHUB_SHA: 'x', unset: undefined };
    expect(allowedEnvironment(env, [])).toEqual({});
  });

  test('has nothing that is named like a secret, even where the prefix is allowed', () => {
    expect(allowedEnvironment({ LC_TOKEN: 'x', ANTHROPIC_API_KEY: 'x', NPM_TOKEN: 'x' }, [])).toEqual({});
  });

  test('has what the caller asks for by name', () => {
    expect(allowedEnvironment({ ANTHROPIC_API_KEY: 'k', OTHER_KEY: 'o' }, ['ANTHROPIC_API_KEY'])).toEqual({
      ANTHROPIC_API_KEY: 'k',
    });
  });

  test.each([
    'ACTIONS_RUNTIME_TOKEN',
    'ACTIONS_ID_TOKEN_REQUEST_URL',
    'GITHUB_TOKEN',
    'GH_TOKEN',
    'GITHUB_ENV',
    'GITHUB_PATH',
    'GITHUB_OUTPUT',
    'GITHUB_STATE',
    'GITHUB_STEP_SUMMARY',
    'INPUT_PRIVATE-KEY',
  ])('never has %s, whoever asks', (name) => {
    expect(allowedEnvironment({ [name]: 'x' }, [name])).toEqual({});
  });

  test.each(['HTTP_PROXY', 'https_proxy', 'ALL_PROXY'])('has %s unless it holds a password', (name) => {
    expect(allowedEnvironment({ [name]: 'http://proxy:3128' }, [])).toEqual({ [name]: 'http://proxy:3128' });
    expect(allowedEnvironment({ [name]: 'http://user:pw@proxy:3128' }, [])).toEqual({});
    expect(allowedEnvironment({ [name]: 'user:pw@proxy:3128' }, [])).toEqual({});
  });
});
