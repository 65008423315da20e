import { readFile } from 'node:fs/promises';
import { describe, expect, test } from '@jest/globals';
import { credentialsFrom } from '../../src/agents/access/credentials.js';
import { parseConfig } from '../../src/config/parse-config.js';
import { passedVariables } from '../../src/process/passed-variables.js';
import { agentsFrom } from '../../src/shift/agents.js';
import { temporaryFolder } from '../agents/dispatching.js';

const ENV = {
  PATH: '/bin',
  ANTHROPIC_API_KEY: 'anthropic-key',
  OPENAI_API_KEY: 'openai-key',
  TEAM_TOKEN: 'team-token-1',
  GITHUB_TOKEN: 'github-token',
};

async function chosen(yaml: string) {
  const parsed = parseConfig(yaml, 'pitboss.yml');
  if (!parsed.ok) {
    throw new TypeError(JSON.stringify(parsed.problems));
  }
  const dir = await temporaryFolder();
  const secrets: string[] = [];
  const agents = await agentsFrom({
    config: parsed.config,
    dir,
    scriptProgram: ['node', 'script-agent.js'],
    readFile: async () => 'otherwise: {}',
    credentials: credentialsFrom(ENV),
    variables: passedVariables(ENV, secrets),
  });
  if ('code' in agents) {
    throw new TypeError(agents.what);
  }
  return { agents, dir, secrets };
}

/** How the agent of a role would be started. */
async function started(yaml: string, role: 'implementer' | 'auditor' = 'implementer') {
  const { agents, dir, secrets } = await chosen(yaml);
  const { backend, model, access } = agents.forRole(role);
  const command = await backend.prepare({
    role,
    model,
    systemPrompt: '',
    prompt: 'Pitboss dispatch: role=implementer unit=phase/01 attempt=1\n',
    cwd: dir,
    scratchDir: dir,
    logFile: '',
    timeoutMs: 1,
    maxUsd: null,
    ...(access === undefined ? {} : { access }),
    env: { PATH: '/bin' },
    marker: 'm',
    signal: AbortSignal.abort(),
    onEvent: () => undefined,
  });
  return { name: backend.name, model, line: command.argv.join(' '), env: command.env, dir, secrets, command };
}

describe('the configuration chooses', () => {
  test('Aider, with its program, its arguments and its model', async () => {
    const { name, line, env } = await started(
      'agent: {backend: aider, aider: {binary: /opt/aider, extra_args: [--map-tokens, "0"], model: gpt-5, base_url: "http://127.0.0.1:9/v1"}}',
    );
    expect(name).toBe('aider');
    expect(line).toMatch(/^\/opt\/aider --message-file .* --model gpt-5 --map-tokens 0$/);
    expect(env).toMatchObject({ OPENAI_API_KEY: 'openai-key', OPENAI_API_BASE: 'http://127.0.0.1:9/v1' });
    expect(Object.keys(env)).not.toContain('ANTHROPIC_API_KEY');
  });

  test('a program of one’s own, with what it is given', async () => {
    const { name, line, env, secrets, command } = await started(
      'agent: {backend: custom, custom: {command: [my-agent, --model, "{model}", "{prompt_file}"], prompt: file, model: m, provider: anthropic, pass_env: [TEAM_TOKEN, GITHUB_TOKEN]}}',
    );
    expect(name).toBe('custom');
    expect(line).toMatch(/^my-agent --model m \S+\/prompt\.md$/);
    expect(env).toMatchObject({ ANTHROPIC_API_KEY: 'anthropic-key', TEAM_TOKEN: 'team-token-1' });
    expect(Object.values(env)).not.toContain('github-token');
    expect(secrets).toEqual(['team-token-1']);
    expect(await readFile(command.stdinFile, 'utf8')).toBe('');
  });

  test('one agent for one role and another for the rest', async () => {
    const yaml =
      'agent: {backend: script, roles: {auditor: {backend: aider, model: anthropic/claude-sonnet-5-5}}, aider: {extra_args: [--x]}}';
    expect((await started(yaml)).name).toBe('script');
    const auditor = await started(yaml, 'auditor');
    expect(auditor).toMatchObject({ name: 'aider', model: 'anthropic/claude-sonnet-5-5' });
    expect(auditor.line).toMatch(/--x$/);
    expect(auditor.env).toMatchObject({ ANTHROPIC_API_KEY: 'anthropic-key' });
  });

  const OVERRIDES = ['claude_code', 'codex', 'aider', 'gemini'] as const;

  test.each(OVERRIDES)(
    '%s, with the program, arguments and model of its own section and of no other',
    async (backend) => {
      const sections = OVERRIDES.map(
        (name) => `${name}: {binary: /opt/${name}, extra_args: [--for-${name}], model: m-${name}}`,
      );
      const { name, line, model } = await started(`agent: {backend: ${backend}, ${sections.join(', ')}}`);
      expect(name).toBe(backend.replace('_', '-'));
      expect(model).toBe(`m-${backend}`);
      expect(line.startsWith(`/opt/${backend} `)).toBe(true);
      expect(line).toContain(`--model m-${backend}`);
      expect(line.match(/--for-\w+/g)).toEqual([`--for-${backend}`]);
    },
  );

  test('Codex, once for all roles that have the same model: what it learns of the machine holds for a shift', async () => {
    const { name, line, env } = await started('agent: {backend: codex, codex: {binary: /opt/codex}}');
    expect(name).toBe('codex');
    expect(line).toMatch(/^\/opt\/codex exec --json --model gpt-6\.1-sol --sandbox workspace-write/);
    expect(env).toMatchObject({ PITBOSS_CODEX_KEY: 'openai-key' });
    const { agents } = await chosen('agent: {backend: codex, roles: {auditor: {model: other}}}');
    expect(agents.forRole('fixer')).toBe(agents.forRole('implementer'));
    expect(agents.forRole('auditor')).not.toBe(agents.forRole('implementer'));
  });
});
