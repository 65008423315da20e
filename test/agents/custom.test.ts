import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import type { CustomOptions } from '../../src/agents/custom/command.js';
import { custom } from '../../src/agents/custom.js';
import { dispatchOnce, PROMPT } from './dispatching.js';

const [FIRST_LINE = ''] = PROMPT.split('\n');

function backend(options: Partial<CustomOptions> & Pick<CustomOptions, 'command'>) {
  return custom({
    prompt: 'stdin',
    protocol: 'text',
    max_prompt_bytes: 1_000_000,
    reports_cost: false,
    variables: {},
    ...options,
  });
}

const seenSchema = z.object({ args: z.array(z.string()), stdin: z.string(), env: z.record(z.string(), z.string()) });
const TELL =
  'console.log(JSON.stringify({ args: process.argv.slice(1), stdin: require("fs").readFileSync(0, "utf8"), env: process.env }))';

/** What a program that is started with these arguments sees. */
async function seen(
  args: readonly string[],
  options: Partial<CustomOptions> = {},
  change: Parameters<typeof dispatchOnce>[1] = {},
) {
  const { outcome } = await dispatchOnce(backend({ command: ['node', '-e', TELL, '--', ...args], ...options }), change);
  return seenSchema.parse(JSON.parse(outcome.finalText));
}

describe('the command', () => {
  test('has its placeholders filled in; what is filled in stays one argument and is never read again', async () => {
    const { args } = await seen(
      ['--as={role}', '{model}', '{model}{other}', '{prompt_file}'],
      {},
      { model: '{role} $(x) "y"' },
    );
    expect(args.slice(0, 3)).toEqual(['--as=implementer', '{role} $(x) "y"', '{role} $(x) "y"{other}']);
    expect(args[3]).toMatch(/scratch\/prompt\.md$/);
  });
});

describe('the prompt', () => {
  const system = { systemPrompt: 'Be brief.' };

  test('comes on standard input, the system prompt behind our first line', async () => {
    const { stdin } = await seen([], {}, system);
    expect(stdin).toBe(`${FIRST_LINE}\n\nBe brief.\n\nDo the work.\n`);
    expect((await seen([])).stdin).toBe(PROMPT);
  });

  test('comes alone where the system prompt has a file of its own', async () => {
    const { stdin, args } = await seen(['{system_prompt_file}'], {}, system);
    expect(stdin).toBe(PROMPT);
    expect(args[0]).toMatch(/system-prompt\.md$/);
  });

  test('comes in a file, with nothing on standard input', async () => {
    const source = 'console.log(fs.readFileSync(process.argv[1], "utf8") + "|" + fs.readFileSync(0, "utf8") + "|")';
    const command = ['node', '-e', source, '--', '{prompt_file}'];
    expect((await dispatchOnce(backend({ command, prompt: 'file' }))).outcome.finalText).toBe(`${PROMPT}||`);
  });
});

describe('the environment', () => {
  const key = { kind: 'api_key', value: 'key-1' } as const;

  test('has the key under the name that programs of the provider read', async () => {
    const access = { provider: 'openai', key, baseUrl: 'http://127.0.0.1:9/v1' } as const;
    const { env } = await seen([], { provider: 'openai' }, { access });
    expect([env.OPENAI_API_KEY, env.OPENAI_BASE_URL, env.CODEX_API_KEY]).toEqual([
      'key-1',
      'http://127.0.0.1:9/v1',
      undefined,
    ]);
  });

  test('never takes the place of what leads through the forwarder', async () => {
    const access = {
      provider: 'anthropic',
      key: { kind: 'api_key', value: 'stand-in' },
      baseUrl: 'http://127.0.0.1:9',
    } as const;
    const variables = { ANTHROPIC_API_KEY: 'the-real-one', ANTHROPIC_BASE_URL: 'https://elsewhere.test' };
    const { env } = await seen([], { provider: 'anthropic', variables }, { access });
    expect(env).toMatchObject({ ANTHROPIC_API_KEY: 'stand-in', ANTHROPIC_BASE_URL: 'http://127.0.0.1:9' });
  });

  test('has a home of its own, and what the configuration passes on beats it', async () => {
    expect((await seen([])).env.HOME).toMatch(/scratch\/home$/);
    expect((await seen([], { variables: { HOME: '/home/ann', TEAM: 'red' } })).env).toMatchObject({
      HOME: '/home/ann',
      TEAM: 'red',
    });
  });
});

describe('a program that only prints', () => {
  const printing = async (source: string) => dispatchOnce(backend({ command: ['sh', '-c', source] }));

  test('is done when it said something and ended with 0; what it used is not known', async () => {
    const { outcome, events } = await printing('echo Looking; echo; echo All done.; echo note >&2');
    expect(outcome).toMatchObject({
      kind: 'completed',
      finalText: 'Looking\n\nAll done.',
      estimated: true,
      sessionId: null,
    });
    expect(outcome.usage).toMatchObject({ input: 0, output: 0, usd: 0, dispatches: 1 });
    expect(events).toContainEqual({ kind: 'log', stream: 'stderr', line: 'note' });
  });

  test.each([
    ['echo oops >&2; exit 2', 'failed', 'custom exited with code 2.\noops'],
    ['echo Done.; exit 1', 'failed', 'custom exited with code 1.'],
    ['echo " "', 'protocol_drift', 'custom ended without a word.'],
    ['echo Done.; kill -9 $$', 'failed', 'custom was ended by SIGKILL.'],
  ])('%s is %s', async (source, kind, message) => {
    expect((await printing(source)).outcome).toMatchObject({ kind, message, estimated: true });
  });

  test('keeps the end of what it said, however much that is', async () => {
    const { outcome } = await printing('yes 0123456789 | head -n 300000; echo end');
    expect(outcome.finalText.length).toBeLessThanOrEqual(1_000_000);
    expect(outcome.finalText).toMatch(/^0123456789\n[\s\S]*\nend$/);
  });
});

test('is what the configuration says of limit, cost and provider', () => {
  const made = backend({ command: ['x'], max_prompt_bytes: 20_000, reports_cost: true, provider: 'gemini' });
  expect(made).toMatchObject({ name: 'custom', maxPromptBytes: 20_000, reportsCost: true, version: null });
  expect([made.provider('m'), backend({ command: ['x'] }).provider('m')]).toEqual(['gemini', null]);
});
