import { describe, expect, test } from '@jest/globals';
import { DEFAULT_CONFIG } from '../../src/config/config.js';
import { agentChoice } from '../../src/config/parts/agents/agent-choice.js';
import { complaints, configOf } from './configurations.js';

describe('codex', () => {
  test('needs nothing, and then lets nobody be asked and no socket be opened', () => {
    expect(DEFAULT_CONFIG.agent.codex).toEqual({
      extra_args: [],
      approval_policy: 'never',
      sandbox: 'auto',
      network: false,
    });
  });

  test('can be set in every key', () => {
    const keys =
      'binary: /opt/codex, extra_args: [--x], model: m, approval_policy: on-request, sandbox: danger-full-access, network: true, base_url: "https://m.test/v1/"';
    expect(configOf(`agent: {codex: {${keys}}}`).agent.codex).toEqual({
      binary: '/opt/codex',
      extra_args: ['--x'],
      model: 'm',
      approval_policy: 'on-request',
      sandbox: 'danger-full-access',
      network: true,
      base_url: 'https://m.test/v1',
    });
  });

  test.each(['sandbox: read-only', 'approval_policy: untrusted'])(
    'has no %s: the agent could do nothing, or the program does not know it',
    (key) => {
      const [name = '', value = ''] = key.split(': ');
      expect(complaints(`agent: {codex: {${key}}}`)).toEqual([
        expect.stringMatching(new RegExp(`agent\\.codex\\.${name} must be .*, but is \`${value}\``)),
      ]);
    },
  );

  test('asks its own model where nobody chose one', () => {
    const config = configOf('agent: {backend: codex}');
    expect(agentChoice(config, 'implementer')).toEqual({ backend: 'codex', model: 'gpt-6.1-sol' });
  });
});
