import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import type { AgentCommand, DispatchRequest } from '../../../src/agents/contract.js';
import { type GeminiOptions, geminiCommand } from '../../../src/agents/gemini/command.js';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pitboss-gemini-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function prepared(change: Partial<DispatchRequest> = {}, options: GeminiOptions = {}): Promise<AgentCommand> {
  return await geminiCommand(options, {
    role: 'implementer',
    model: 'gemini-x',
    systemPrompt: 'Be brief.',
    prompt: 'Pitboss dispatch: role=implementer\n\nDo the work.\n',
    cwd: folder,
    scratchDir: join(folder, 'scratch'),
    logFile: join(folder, 'agent.log'),
    timeoutMs: 1,
    maxUsd: null,
    access: { provider: 'gemini', key: { kind: 'api_key', value: 'secret' }, baseUrl: 'http://127.0.0.1:9' },
    env: { PATH: '/bin', CI: 'true' },
    marker: 'm',
    signal: new AbortController().signal,
    onEvent: () => {},
    ...change,
  });
}

const read = (path: string): string => readFileSync(join(folder, 'scratch', path), 'utf8');

describe('how gemini is started', () => {
  test('in a folder that it may not trust, with a home, a policy and a place for its reports of ours', async () => {
    const { argv, env } = await prepared({}, { extra_args: ['--x'] });
    const scratch = join(folder, 'scratch');
    expect(argv).toEqual([
      ...['gemini', '--output-format', 'stream-json', '--model', 'gemini-x'],
      ...['--policy', join(scratch, 'policy.toml'), '--x'],
    ]);
    expect(env).toEqual({
      PATH: '/bin',
      CI: 'true',
      GEMINI_API_KEY: 'secret',
      GOOGLE_GEMINI_BASE_URL: 'http://127.0.0.1:9',
      HOME: join(scratch, 'home'),
      TMPDIR: join(scratch, 'tmp'),
      GEMINI_RESTRICTED_MODE: 'true',
      GEMINI_CLI_TRUST_WORKSPACE: 'false',
      GEMINI_CLI_NO_RELAUNCH: 'true',
    });
  });

  test('and stopped without SIGINT, which brings nothing', async () => {
    const { stop } = await prepared();
    expect(stop.map(({ signal, target }) => `${signal} ${target}`)).toEqual(['SIGTERM group', 'SIGKILL group']);
  });

  test('with settings that switch off what reads the checkout, calls home or runs other programs', async () => {
    await prepared();
    expect(JSON.parse(read('home/.gemini/settings.json'))).toMatchObject({
      security: { auth: { selectedType: 'gemini-api-key' }, folderTrust: { enabled: false } },
      general: { enableAutoUpdate: false, maxAttempts: 3, plan: { enabled: false } },
      privacy: { usageStatisticsEnabled: false },
      telemetry: { enabled: false },
      advanced: { ignoreLocalEnv: true },
      skills: { enabled: false },
      hooksConfig: { enabled: false },
      experimental: { enableAgents: false },
    });
  });

  test('with a shell that sees what it was given, our marker, and not the key', async () => {
    await prepared();
    const schema = z.object({ security: z.object({ environmentVariableRedaction: z.unknown() }) });
    const { security } = schema.parse(JSON.parse(read('home/.gemini/settings.json')));
    expect(security.environmentVariableRedaction).toEqual({
      enabled: true,
      allowed: ['PATH', 'CI', 'PITBOSS_MARKER'],
      blocked: ['GEMINI_API_KEY', 'GOOGLE_API_KEY'],
    });
  });

  test('with the system prompt and what it has to know of its tools in its own memory', async () => {
    await prepared();
    expect(read('home/.gemini/GEMINI.md')).toMatch(/^Be brief\.\n\n# Notes on your tools\n/);
    await prepared({}, { approval_mode: 'yolo' });
    expect(read('home/.gemini/GEMINI.md')).toBe('Be brief.');
    await prepared({ systemPrompt: '', role: 'planner' });
    expect(read('home/.gemini/GEMINI.md')).toBe('');
  });
});

describe('a path after an @', () => {
  const promptOf = async (prompt: string): Promise<string> => {
    writeFileSync(join(folder, 'a.txt'), '');
    writeFileSync(join(folder, 'b c.txt'), '');
    await prepared({ prompt });
    return read('prompt.md');
  };

  test.each([
    ['See @a.txt.', 'See \\@a.txt.'],
    ['@a.txt, @a.txt; (@./a.txt)', '\\@a.txt, \\@a.txt; (\\@./a.txt)'],
    ['`@a.txt` and x@a.txt', '`@a.txt` and x\\@a.txt'],
    ['@b\\ c.txt @"b c.txt"', '\\@b\\ c.txt \\@"b c.txt"'],
    ['all of @. ', 'all of @. '],
    ['all of @./ ', 'all of \\@./ '],
    ['ask @someone@a.test, @types/node, \\@a.txt, @', 'ask @someone@a.test, @types/node, \\@a.txt, @'],
  ])('%j becomes %j, so that only names of files are not read', async (prompt, escaped) => {
    expect(await promptOf(prompt)).toBe(escaped);
  });

  test('outside of the tree is escaped too', async () => {
    expect(await promptOf(`@${folder}/a.txt @/nowhere`)).toBe(`\\@${folder}/a.txt @/nowhere`);
  });

  test('beyond a number of lookups is escaped unseen', async () => {
    const names = Array.from({ length: 2_001 }, (_, index) => `@none-${index}`);
    const lines = (await promptOf(names.join('\n'))).split('\n');
    expect([lines[0], lines[1_999], lines[2_000]]).toEqual(['@none-0', '@none-1999', '\\@none-2000']);
  });
});
