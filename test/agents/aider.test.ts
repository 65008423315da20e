import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { AiderReader } from '../../src/agents/aider/reader.js';
import { readCost, readTokens } from '../../src/agents/aider/report.js';
import { aider } from '../../src/agents/aider.js';
import type { ProgramExit } from '../../src/process/program.js';
import { dispatchOnce, FAKES } from './dispatching.js';

const EXIT_0: ProgramExit = { kind: 'exited', code: 0 };

function read(lines: readonly string[], exit: ProgramExit = EXIT_0) {
  const reader = new AiderReader();
  const events = lines.flatMap((line) => reader.line('stdout', line));
  return { events, outcome: reader.finish(exit) };
}

describe('a report of tokens', () => {
  test.each([
    ['Tokens: 216 sent, 35 received.', { sent: 216, cacheWrite: 0, cacheHit: 0, received: 35 }],
    ['Tokens: 1,234 sent, 1,000,000 received.', { sent: 1_234, cacheWrite: 0, cacheHit: 0, received: 1_000_000 }],
    [
      'Tokens: 2.7k sent, 1.1k cache write, 5.2k cache hit, 216 received.',
      { sent: 2_700, cacheWrite: 1_100, cacheHit: 5_200, received: 216 },
    ],
    [
      'Tokens: 18k sent, 12K cache hit, 1.2M received',
      { sent: 18_000, cacheWrite: 0, cacheHit: 12_000, received: 1_200_000 },
    ],
    [
      'Tokens: 10 sent, 20 received. Cost: $0.01 message, $0.03 session.',
      { sent: 10, cacheWrite: 0, cacheHit: 0, received: 20 },
    ],
  ])('%s', (line, report) => {
    expect(readTokens(line)).toEqual(report);
  });

  test.each([
    'Tokens: many sent, few received.',
    'Tokens: 1.2.3k sent, 5 received.',
    'Tokens: 12 sent',
    'Tokens: -5 sent, 5 received.',
    'Tokens: 9999999M sent, 5 received.',
    'They said Tokens: 1 sent, 2 received.',
  ])('%s is none', (line) => {
    expect(readTokens(line)).toBeNull();
  });

  test.each([
    ['Cost: $0.0012 message, $12.34 session.', 12.34],
    ['… 216 received. Cost: $0.01 message, $0.03 session.', 0.03],
    ['Cost: $0.01 message, $lots session.', null],
    ['The Cost: of it', null],
  ])('%s costs %p', (line, usd) => {
    expect(readCost(line)).toBe(usd);
  });
});

describe('what aider printed', () => {
  test('is a sum over its replies, with the dollars of the session', () => {
    const { outcome, events } = read([
      'One file more, please.',
      'Tokens: 1.0k sent, 200 received. Cost: $0.01 message, $0.01 session.',
      'Applied edit to a.ts',
      '\u001b[32mDone.\u001b[0m',
      'Tokens: 2.0k sent, 500 cache write, 1.2k cache hit, 300 received.',
      'Cost: $0.02 message, $0.03 session.',
    ]);
    expect(outcome).toMatchObject({ kind: 'completed', finalText: 'Done.', estimated: true });
    expect(outcome.usage).toMatchObject({
      input: 1_300,
      cached_input: 1_200,
      cache_write: 500,
      output: 500,
      usd: 0.03,
    });
    expect(events.map(({ kind }) => kind)).toEqual(['text', 'usage', 'tool', 'text', 'usage', 'usage']);
  });

  test('has its own words before the reply, which are no part of it', () => {
    const own = [
      'Aider v0.86.2',
      'Model: gpt-5 with diff edit format',
      'Git repo: .git with 3 files',
      'Repo-map: disabled',
    ];
    const { outcome, events } = read([
      ...own,
      '',
      '---',
      'current_phase: "01"',
      '---',
      'Model: of a car',
      'Tokens: 1 sent, 2 received.',
    ]);
    expect(outcome.finalText).toBe('---\ncurrent_phase: "01"\n---\nModel: of a car');
    expect(events.filter(({ kind }) => kind === 'log')).toHaveLength(4);
  });

  test('is no success without a report, or with an error behind the last', () => {
    expect(read(['Done.']).outcome.kind).toBe('protocol_drift');
    const report = 'Tokens: 1 sent, 2 received.';
    expect(read(['Done.', report, 'litellm.Timeout: too late']).outcome.kind).toBe('transient');
    expect(read(['Done.', report, 'Traceback (most recent call last):']).outcome.kind).toBe('failed');
    expect(read([report], { kind: 'exited', code: 1 }).outcome.kind).toBe('failed');
  });

  test('may hold errors that a later try made good', () => {
    const lines = [
      'litellm.RateLimitError: slow down',
      'Retrying in 0.2 seconds...',
      'Done.',
      'Tokens: 1 sent, 2 received.',
    ];
    expect(read(lines).outcome).toMatchObject({ kind: 'completed', finalText: 'Done.' });
  });

  test('names the exception, not the sentence that explains it', () => {
    const { outcome } = read([
      'litellm.RateLimitError: OpenAIException - insufficient_quota',
      'The API provider has rate limited you. Try again later or check your quotas.',
    ]);
    expect(outcome).toMatchObject({ kind: 'quota', message: expect.stringContaining('insufficient_quota') });
  });

  test('costs nothing where the provider never let it in', () => {
    expect(read(['litellm.AuthenticationError: bad key']).outcome).toMatchObject({
      kind: 'authentication',
      estimated: false,
    });
  });
});

describe('how aider is started', () => {
  test('with one message, and without commits, questions, news, linters and shell commands', async () => {
    const { cwd } = await dispatchOnce(
      aider({ binary: join(FAKES, 'fake-aider.mjs'), extra_args: ['--scenario', 'record'] }),
      {
        model: 'gpt-5',
        systemPrompt: 'Be brief.',
      },
    );
    const { args, env } = JSON.parse(readFileSync(join(cwd, 'seen.json'), 'utf8'));
    const scratch = join(cwd, '../scratch');
    expect(args).toEqual([
      ...['--message-file', join(scratch, 'prompt.md'), '--yes-always', '--no-auto-commits', '--no-dirty-commits'],
      ...['--no-gitignore', '--no-auto-lint', '--no-auto-test', '--no-suggest-shell-commands', '--no-detect-urls'],
      ...['--analytics-disable', '--no-check-update', '--no-show-release-notes', '--no-show-model-warnings'],
      ...['--no-stream', '--no-pretty', '--no-fancy-input'],
      ...['--chat-history-file', '/dev/null', '--input-history-file', '/dev/null'],
      ...['--model', 'gpt-5', '--read', join(scratch, 'system-prompt.md'), '--scenario', 'record'],
    ]);
    expect(env).toMatchObject({ COLUMNS: '4000', PYTHONUNBUFFERED: '1', HOME: join(scratch, 'home') });
    expect(existsSync(join(cwd, '.aider.chat.history.md'))).toBe(false);
  });

  test.each([
    ['anthropic/claude-sonnet-5-5', 'anthropic'],
    ['claude-sonnet-5-5', 'anthropic'],
    ['sonnet', 'anthropic'],
    ['gemini/gemini-3-pro', 'gemini'],
    ['openai/gpt-5', 'openai'],
    ['gpt-5', 'openai'],
    ['deepseek/deepseek-chat', null],
    ['constructor/x', null],
    ['constructor', 'openai'],
  ])('%s needs the key of %s', (model, provider) => {
    expect(aider().provider(model)).toBe(provider);
  });

  test('without the files of the checkout that it would obey', () => {
    expect(aider().hidden).toEqual(expect.arrayContaining(['.aider.conf.yml', '.env', '.aider.model.settings.yml']));
  });

  test('is told as read and not run', () => {
    expect(aider().version).toMatchObject({ tested: null, oldest: '0.86.0' });
    expect(aider().version?.read('aider 0.86.3.dev53+g1234')).toBe('0.86.3');
  });
});

test('a reply of many lines that look like its own words is read in time that grows with its length only', () => {
  // In time that grows with its square, this test would take many minutes.
  const lines = Array.from({ length: 150_000 }, (_, index) => `Model: ${index}`);
  const { outcome } = read(['Here they are:', ...lines, 'Tokens: 216 sent, 35 received.']);
  expect(outcome).toMatchObject({ kind: 'completed' });
  expect(outcome.finalText.endsWith('\nModel: 149999')).toBe(true);
});
