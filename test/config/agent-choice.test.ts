import { describe, expect, test } from '@jest/globals';
import { DEFAULT_CONFIG } from '../../src/config/config.js';
import { agentChoice, backendsInUse, fallbackChoice } from '../../src/config/parts/agents/agent-choice.js';
import { complaints, configOf } from './configurations.js';

describe('who does the work of a role', () => {
  test('is Claude Code with its default model where nothing is said', () => {
    expect(agentChoice(DEFAULT_CONFIG, 'fixer')).toEqual({ backend: 'claude_code', model: 'claude-sonnet-5-5' });
  });

  test('is the agent of the role before the agent of all', () => {
    const config = configOf('agent: {backend: script, roles: {auditor: {backend: claude-code}}}');
    expect(agentChoice(config, 'auditor')).toEqual({ backend: 'claude_code', model: 'claude-sonnet-5-5' });
    expect(agentChoice(config, 'implementer').backend).toBe('script');
  });

  test('is asked of the model of the role, then of the agent, then of the section models', () => {
    const models = 'models: {implementer: section}';
    const agent = (more: string) => `${models}\nagent: {${more}}`;
    const model = (yaml: string) => agentChoice(configOf(yaml), 'implementer').model;
    expect(model(models)).toBe('section');
    expect(model(agent('claude_code: {model: own}'))).toBe('own');
    expect(model(agent('claude_code: {model: own}, roles: {implementer: {model: role}}'))).toBe('role');
  });
});

describe('who takes over', () => {
  const choice = (yaml: string) => fallbackChoice(configOf(yaml));

  test('is nobody unless it is said', () => {
    expect(fallbackChoice(DEFAULT_CONFIG)).toBeNull();
  });

  test('has a model of its own, never that of the section models', () => {
    const models = 'models: {implementer: section}';
    expect(choice('agent: {fallback: {backend: claude-code, model: small}}')).toEqual({
      backend: 'claude_code',
      model: 'small',
    });
    expect(choice(`${models}\nagent: {claude_code: {model: own}, fallback: {backend: claude_code}}`)?.model).toBe(
      'own',
    );
    expect(choice(`${models}\nagent: {fallback: {backend: claude_code}}`)?.model).toBe('claude-sonnet-5-5');
  });

  test('is in use like the agents of the roles', () => {
    expect([...backendsInUse(configOf('agent: {backend: script}'))]).toEqual(['script']);
    expect([...backendsInUse(configOf('agent: {backend: script, fallback: {backend: claude_code}}'))]).toEqual([
      'script',
      'claude_code',
    ]);
  });

  test('must be named', () => {
    expect(complaints('agent: {fallback: {model: small}}')).toEqual([
      expect.stringContaining('agent.fallback.backend'),
    ]);
  });
});

test('retries and waits are bounded', () => {
  expect(DEFAULT_CONFIG.agent).toMatchObject({ retries: 3, max_waits: 12 });
  expect(complaints('agent: {retries: 11, max_waits: -1}')).toHaveLength(2);
});
