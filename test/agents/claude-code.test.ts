import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import type { AgentBackend } from '../../src/agents/contract.js';
import { dispatchOnce, fakeClaudeBackend, PROMPT } from './dispatching.js';

const seenSchema = z.object({
  args: z.array(z.string()),
  env: z.record(z.string(), z.string()),
  prompt: z.string(),
  system: z.string().nullable(),
});

async function seenBy(backend: AgentBackend, change: Parameters<typeof dispatchOnce>[1] = {}) {
  const { cwd } = await dispatchOnce(backend, change);
  return seenSchema.parse(JSON.parse(readFileSync(join(cwd, 'seen.json'), 'utf8')));
}

describe('how claude is started', () => {
  test('with the arguments that keep the settings of a checkout out', async () => {
    const { args } = await seenBy(fakeClaudeBackend('record'), { maxUsd: 2.5, systemPrompt: 'Be brief.' });
    const file = args[args.indexOf('--append-system-prompt-file') + 1] ?? '';
    expect(args).toEqual([
      ...['-p', '--output-format', 'stream-json', '--verbose', '--include-partial-messages'],
      ...['--model', 'claude-x', '--permission-mode', 'acceptEdits'],
      ...['--setting-sources', '', '--strict-mcp-config'],
      ...['--append-system-prompt-file', file, '--max-budget-usd', '2.5', '--no-session-persistence'],
      ...['--scenario', 'record'],
    ]);
  });

  test('with the configured mode and tools', async () => {
    const options = { permission_mode: 'dontAsk', allowed_tools: ['Bash(npm test:*)', 'Bash(git status:*)'] };
    const { args } = await seenBy(fakeClaudeBackend('record', options));
    expect(args.join(' ')).toContain(
      '--permission-mode dontAsk --allowedTools Bash(npm test:*) Bash(git status:*) --setting-sources',
    );
  });

  test('with the prompt on standard input and the system prompt in a file', async () => {
    const seen = await seenBy(fakeClaudeBackend('record'), { systemPrompt: 'Be brief.' });
    expect(seen.prompt).toBe(PROMPT);
    expect(seen.system).toBe('Be brief.');
    expect((await seenBy(fakeClaudeBackend('record'))).system).toBeNull();
  });

  test('with a home of its own and nothing else from us but the given environment', async () => {
    const { env } = await seenBy(fakeClaudeBackend('record'));
    expect(Object.keys(env).sort()).toEqual([
      'ANTHROPIC_API_KEY',
      'CLAUDE_CODE_DISABLE_ATTACHMENTS',
      'CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC',
      'CLAUDE_CODE_MAX_RETRIES',
      'CLAUDE_CONFIG_DIR',
      'DISABLE_AUTOUPDATER',
      'HOME',
      'PATH',
      'PITBOSS_MARKER',
    ]);
    expect(env.HOME).not.toBe(process.env.HOME);
    expect(env.HOME).toMatch(/scratch\/home$/);
    expect(env.CLAUDE_CONFIG_DIR).toMatch(/scratch\/claude$/);
  });
});

describe('what claude says', () => {
  test('becomes one event for each text block and tool call', async () => {
    const { outcome, events } = await dispatchOnce(fakeClaudeBackend('success'));
    expect(events.filter(({ kind }) => kind !== 'usage')).toEqual([
      { kind: 'text', text: 'I will edit two files.\nThen I am done.' },
      { kind: 'tool', name: 'Write' },
      { kind: 'tool', name: 'Bash' },
    ]);
    expect(outcome.usage).toMatchObject({ input: 10, cached_input: 20, cache_write: 5, output: 51, usd: 0.0123 });
    expect(outcome.sessionId).toBe('session-1');
  });

  test('is log where it is no JSON', async () => {
    const { outcome, events } = await dispatchOnce(fakeClaudeBackend('non_json'));
    expect(outcome.kind).toBe('completed');
    expect(events[0]).toEqual({ kind: 'log', stream: 'stdout', line: 'Welcome to the CLI!' });
  });

  test('counts with its last result, over all models', async () => {
    const { outcome } = await dispatchOnce(fakeClaudeBackend('several_results'));
    expect(outcome).toMatchObject({ kind: 'completed', finalText: 'second', estimated: false });
    expect(outcome.usage).toMatchObject({ input: 34, output: 22, usd: 0.002 });
  });
});

describe('an end that is no success', () => {
  test('crashed: the message has the exit code and the end of standard error', async () => {
    const { outcome } = await dispatchOnce(fakeClaudeBackend('crash'));
    expect(outcome.kind).toBe('failed');
    expect(outcome.message).toBe(
      'claude exited with code 1 without a result.\nCannot find module / node: internal error',
    );
    expect(outcome.estimated).toBe(false);
  });

  test('reported success, but the exit says otherwise', async () => {
    const { outcome } = await dispatchOnce(fakeClaudeBackend('late_crash'));
    expect(outcome).toMatchObject({ kind: 'failed', usage: { output: 51 } });
    expect(outcome.message).toContain('exited with code 3');
  });

  test.each(['silence', 'truncated', 'unfinished'])('exit 0 with %s is not believed', async (scenario) => {
    expect((await dispatchOnce(fakeClaudeBackend(scenario))).outcome.kind).toBe('protocol_drift');
  });

  test('a result that we do not understand is drift, and unknown events are counted', async () => {
    const { outcome } = await dispatchOnce(fakeClaudeBackend('drift'));
    expect(outcome).toMatchObject({ kind: 'protocol_drift', estimated: true });
    expect(outcome.unknownEvents).toEqual({ telemetry: 2, 'result (not understood)': 1 });
  });
});

describe('a stop', () => {
  test('lets claude report its totals first', async () => {
    const { outcome } = await stoppedAtFirstUsage(fakeClaudeBackend('hang'));
    expect(outcome).toMatchObject({ kind: 'cancelled', estimated: false });
    expect(outcome.usage).toMatchObject({ input: 10, cached_input: 20, output: 51, usd: 0.0123 });
  });

  test('keeps what the stream showed when claude must be killed', async () => {
    const backend = fakeClaudeBackend('deaf');
    const impatient: AgentBackend = {
      ...backend,
      prepare: async (request) => {
        const command = await backend.prepare(request);
        return { ...command, stop: command.stop.map((step) => ({ ...step, graceMs: 50 })) };
      },
    };
    const { outcome } = await stoppedAtFirstUsage(impatient);
    expect(outcome).toMatchObject({ kind: 'cancelled', estimated: true });
    expect(outcome.usage).toMatchObject({ input: 7, output: 9, usd: 0 });
  });
});

async function stoppedAtFirstUsage(backend: AgentBackend) {
  const abort = new AbortController();
  return await dispatchOnce(backend, {
    signal: abort.signal,
    onEvent: (event) => {
      if (event.kind === 'usage') {
        abort.abort();
      }
    },
  });
}
