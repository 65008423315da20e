import { describe, expect, test } from '@jest/globals';
import { DEFAULT_CONFIG } from '../../src/config/config.js';
import { agentChoice } from '../../src/config/parts/agents/agent-choice.js';
import { agentOf, complaints, configOf } from './configurations.js';

describe('claude_code', () => {
  test('needs nothing', () => {
    expect(DEFAULT_CONFIG.agent.claude_code).toEqual({ extra_args: [], allowed_tools: [] });
  });

  test('can be set in every key', () => {
    const keys =
      'binary: /opt/claude, extra_args: [--x], model: m, permission_mode: plan, allowed_tools: ["Bash(ls:*)"], base_url: "https://m.test/x/"';
    expect(agentOf(`agent: {claude_code: {${keys}}}`).claude_code).toEqual({
      binary: '/opt/claude',
      extra_args: ['--x'],
      model: 'm',
      permission_mode: 'plan',
      allowed_tools: ['Bash(ls:*)'],
      base_url: 'https://m.test/x',
    });
  });

  test.each(['m.test', 'ftp://m.test'])('is not sent to %s', (url) => {
    expect(complaints(`agent: {claude_code: {base_url: "${url}"}}`)).toEqual([
      expect.stringContaining('agent.claude_code.base_url must be an http or https address'),
    ]);
  });
});

describe('gemini', () => {
  test('needs nothing, and has a model of its own', () => {
    expect(DEFAULT_CONFIG.agent.gemini).toEqual({ extra_args: [] });
    expect(agentChoice(configOf('agent: {backend: gemini}'), 'fixer')).toEqual({
      backend: 'gemini',
      model: 'gemini-3.8-flash',
    });
  });

  test('can be set in every key', () => {
    const keys = 'binary: /opt/g, extra_args: [--x], model: m, approval_mode: yolo, base_url: "https://g.test/"';
    expect(agentOf(`agent: {gemini: {${keys}}}`).gemini).toEqual({
      binary: '/opt/g',
      extra_args: ['--x'],
      model: 'm',
      approval_mode: 'yolo',
      base_url: 'https://g.test',
    });
  });

  test('has no mode in which it would only plan', () => {
    expect(complaints('agent: {gemini: {approval_mode: plan}}')).toEqual([
      expect.stringContaining('agent.gemini.approval_mode must be `auto_edit` or `yolo`'),
    ]);
  });
});

describe('script', () => {
  test('has its script below .pitboss, or elsewhere in the repository', () => {
    expect(DEFAULT_CONFIG.agent.script).toEqual({ file: '.pitboss/agent-script.yml' });
    expect(agentOf('agent: {script: {file: a/b.yml}}').script.file).toBe('a/b.yml');
  });
});

describe('aider', () => {
  test('can be set in every key', () => {
    const keys = 'binary: /opt/aider, extra_args: [--x], model: gpt-5, base_url: "https://m.test/v1/"';
    expect(agentOf(`agent: {backend: aider, aider: {${keys}}}`).aider).toEqual({
      binary: '/opt/aider',
      extra_args: ['--x'],
      model: 'gpt-5',
      base_url: 'https://m.test/v1',
    });
  });

  test('needs a model, wherever it comes from', () => {
    const asked = [expect.stringMatching(/agent\.aider\.model must be set: Aider has no default model/)];
    expect(complaints('agent: {backend: aider}')).toEqual(asked);
    expect(complaints('agent: {roles: {auditor: {backend: aider}}}')).toEqual(asked);
    expect(complaints('agent: {fallback: {backend: aider}}')).toEqual(asked);
    expect(complaints('agent: {fallback: {backend: aider, model: gpt-5}}')).toEqual([]);
    expect(complaints('agent: {roles: {auditor: {backend: aider, model: gpt-5}}}')).toEqual([]);
    expect(complaints('agent: {backend: aider, aider: {model: gpt-5}}')).toEqual([]);
    const models = 'models: {planner: m, implementer: m, auditor: m, fixer: m}';
    expect(complaints(`${models}\nagent: {backend: aider}`)).toEqual([]);
  });
});

describe('custom', () => {
  test('has defaults for all but its command', () => {
    expect(agentOf('agent: {backend: custom, custom: {command: [my-agent, --now]}}').custom).toEqual({
      command: ['my-agent', '--now'],
      prompt: 'stdin',
      protocol: 'json_lines',
      pass_env: [],
      max_prompt_bytes: 1_000_000,
      reports_cost: false,
    });
  });

  test('needs a command, but only where it is used', () => {
    expect(complaints('agent: {backend: custom}')).toEqual([
      expect.stringContaining('agent.custom.command must be set: it is the program that `custom` starts'),
    ]);
    expect(complaints('agent: {custom: {prompt: file}}')).toEqual([]);
  });

  test.each([
    ['[]', 'must name a program'],
    ['["  "]', 'must begin with a program'],
    ['[./tools/agent]', 'must begin with a program: a name on PATH or an absolute path'],
    ['[tools/agent]', 'must begin with a program'],
    ['my-agent --x', 'must be a list, but is text'],
  ])('is not started as %s', (command, words) => {
    expect(complaints(`agent: {backend: custom, custom: {command: ${command}}}`)).toContainEqual(
      expect.stringContaining(`agent.custom.command ${words}`),
    );
  });

  test('asks for the placeholder of a prompt file, and for the model that its command wants', () => {
    const custom = (more: string) => complaints(`agent: {backend: custom, custom: {${more}}}`);
    expect(custom('command: [a], prompt: file')).toEqual([
      expect.stringContaining('must have `{prompt_file}` among its arguments'),
    ]);
    expect(custom('command: [a, "{prompt_file}"], prompt: file')).toEqual([]);
    expect(custom('command: [a, "--model={model}"]')).toEqual([
      expect.stringContaining('agent.custom.model must be set, as `command` has `{model}`'),
    ]);
    expect(custom('command: [a, "--model={model}"], model: m')).toEqual([]);
  });

  test('passes no variable on that has no name', () => {
    expect(complaints('agent: {custom: {pass_env: ["A B"]}}')).toEqual([
      expect.stringContaining('agent.custom.pass_env.0 must be the name of a variable'),
    ]);
  });
});
