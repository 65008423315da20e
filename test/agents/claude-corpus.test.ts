import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { ClaudeReader } from '../../src/agents/claude-code/reader.js';
import type { DispatchOutcome, OutcomeKind } from '../../src/agents/contract.js';
import type { ProgramExit } from '../../src/process/program.js';

const folder = join(dirname(fileURLToPath(import.meta.url)), '../fixtures/recordings/claude');

function linesOf(name: string): readonly string[] {
  const path = join(folder, name);
  return existsSync(path) ? readFileSync(path, 'utf8').split('\n') : [];
}

function replayed(name: string, exit: number | null): Omit<DispatchOutcome, 'ms'> {
  const reader = new ClaudeReader();
  for (const line of [...linesOf(`${name}.jsonl`), ...linesOf(`${name}.txt`)]) {
    reader.line('stdout', line);
  }
  for (const line of linesOf(`${name}.stderr.txt`)) {
    reader.line('stderr', line);
  }
  const end: ProgramExit = exit === null ? { kind: 'signalled', signal: 'SIGKILL' } : { kind: 'exited', code: exit };
  return reader.finish(end);
}

/**
 * Every recording of Claude Code 2.1.329 with the exit code that it had (null: killed), and what it must be taken for. Those that ended
 * well are in it too: none of them may be taken for an error. What was recorded without `stream-json` is no answer that we understand.
 */
const CORPUS: Readonly<Record<string, readonly [number | null, OutcomeKind]>> = {
  'background-shell': [0, 'completed'],
  'bad-permission-mode': [1, 'unsupported_version'],
  'conn-refused-r2': [1, 'transient'],
  'empty-stdin': [1, 'failed'],
  'err-400-credit': [1, 'quota'],
  'err-400-toolong': [1, 'context_limit'],
  'err-401': [1, 'authentication'],
  'err-401-noretry': [1, 'authentication'],
  'err-403': [1, 'authentication'],
  'err-404-model': [1, 'failed'],
  'err-429-always-r2': [1, 'transient'],
  'err-429-retry-after-7200': [1, 'transient'],
  'err-429-retry2': [0, 'completed'],
  'err-500-always-r2': [1, 'transient'],
  'err-500-once': [0, 'completed'],
  'err-529-always-r2': [1, 'transient'],
  'err-529-fallback': [0, 'completed'],
  'err-cut': [0, 'completed'],
  'err-instream-overloaded': [1, 'transient'],
  'hang-stream': [0, 'completed'],
  'json-schema': [0, 'completed'],
  'kill-int': [0, 'failed'],
  'kill-int-tool': [0, 'failed'],
  'kill-kill': [null, 'failed'],
  'kill-kill-tool': [null, 'failed'],
  'kill-term': [143, 'failed'],
  'kill-term-json': [143, 'failed'],
  'kill-term-partial': [143, 'failed'],
  'kill-term-tool': [143, 'failed'],
  'max-budget': [1, 'budget'],
  'max-turns': [1, 'turn_limit'],
  'missing-binary': [127, 'failed'],
  'no-key': [1, 'authentication'],
  'no-key-text': [1, 'failed'],
  'ok-json': [0, 'completed'],
  'ok-stream-json': [0, 'completed'],
  'ok-text': [0, 'protocol_drift'],
  'partial-ok': [0, 'completed'],
  'pm-acceptEdits': [0, 'completed'],
  'pm-dsp-root': [1, 'failed'],
  recommended: [0, 'completed'],
  'resume-sj': [0, 'completed'],
  'sandbox-setting': [0, 'completed'],
  'sec3-default': [0, 'completed'],
  'sj-noverbose': [1, 'failed'],
  'slash-help': [0, 'failed'],
  'stop-maxtokens': [1, 'context_limit'],
  'stop-refusal': [1, 'refused'],
  subagent: [0, 'completed'],
  'subagent-json': [0, 'completed'],
  'timeout-headers': [1, 'transient'],
  'unknown-flag': [1, 'unsupported_version'],
  'usage-limit': [1, 'quota'],
};

test.each(Object.entries(CORPUS))('%s', (name, [exit, kind]) => {
  const outcome = replayed(name, exit);
  expect(outcome.kind).toBe(kind);
  expect(outcome.message === '').toBe(kind === 'completed');
});

test('no recording is left out', () => {
  const names = readdirSync(folder).map((file) => file.replace(/(?:\.stderr)?\.(?:jsonl|txt)$/, ''));
  expect(new Set(names)).toEqual(new Set(Object.keys(CORPUS)));
});

describe('when to ask again', () => {
  test('is the end of a limit, as the CLI tells it', () => {
    expect(replayed('usage-limit', 1).retry).toEqual({ at: '2026-11-25T00:53:31.000Z' });
  });

  test('is the pause that a busy server asked for, as the CLI made it', () => {
    expect(replayed('err-429-always-r2', 1).retry).toEqual({ afterMs: 1091 });
    expect(replayed('err-529-always-r2', 1).retry).toEqual({ afterMs: 1008 });
  });

  test.each([
    ['of a broken connection', 'conn-refused-r2', 1],
    ['of a long pause that the CLI does not tell', 'err-429-retry-after-7200', 1],
    ['of credit that nobody has topped up', 'err-400-credit', 1],
    ['of a good end', 'err-500-once', 0],
  ])('is not known %s', (_, name, exit) => {
    expect(replayed(name, exit)).not.toHaveProperty('retry');
  });

  test.each([429, null])('stands in the text, as older versions wrote it (status %s)', (status) => {
    const reader = new ClaudeReader();
    reader.line('stdout', JSON.stringify(refusal({ api_error_status: status })));
    expect(reader.finish({ kind: 'exited', code: 1 })).toMatchObject({
      kind: 'quota',
      retry: { at: '2026-11-25T00:53:31.000Z' },
    });
  });
});

function refusal(fields: object): object {
  return {
    type: 'result',
    subtype: 'success',
    is_error: true,
    terminal_reason: 'api_error',
    result: 'Claude AI usage limit reached|1795568011',
    ...fields,
  };
}

test.each<[string, readonly object[], object]>([
  ['by its own name', [], { api_error: 'usage_limit_reached' }],
  ['by the event before it', [{ type: 'rate_limit_event', rate_limit_info: { status: 'rejected' } }], {}],
  ['by its words', [], { result: "You've hit your weekly limit · resets Monday" }],
])('a limit is known %s alone', (_, events, fields) => {
  const reader = new ClaudeReader();
  const last = refusal({ api_error_status: 429, result: 'Request rejected (429)', ...fields });
  for (const event of [...events, last]) {
    reader.line('stdout', JSON.stringify(event));
  }
  expect(reader.finish({ kind: 'exited', code: 1 }).kind).toBe('quota');
});

test('a limit that only draws near is none', () => {
  const reader = new ClaudeReader();
  const near = { type: 'rate_limit_event', rate_limit_info: { status: 'allowed_warning', resetsAt: 1795568011 } };
  for (const event of [near, refusal({ api_error_status: 429, result: 'Request rejected (429)' })]) {
    reader.line('stdout', JSON.stringify(event));
  }
  expect(reader.finish({ kind: 'exited', code: 1 }).kind).toBe('transient');
});

describe('an end that no version has had so far', () => {
  const ended = (fields: object) => {
    const reader = new ClaudeReader();
    reader.line('stdout', JSON.stringify(refusal({ terminal_reason: 'sunspots', result: undefined, ...fields })));
    return reader.finish({ kind: 'exited', code: 1 }).kind;
  };

  test('is drift where its subtype is new, and a failure where only the reason is', () => {
    expect(ended({ subtype: 'error_sunspots' })).toBe('protocol_drift');
    expect(ended({ subtype: 'success' })).toBe('failed');
    expect(ended({ subtype: 'error_during_execution' })).toBe('failed');
  });
});

test('thinking is the part of the output that it is', () => {
  const reader = new ClaudeReader();
  const model = { inputTokens: 1, outputTokens: 50, cacheReadInputTokens: 0, cacheCreationInputTokens: 0 };
  const modelUsage = { a: { ...model, thinkingTokens: 30 }, b: { ...model, thinkingTokens: 99 } };
  reader.line('stdout', JSON.stringify({ ...refusal({}), is_error: false, modelUsage }));
  expect(reader.finish({ kind: 'exited', code: 0 }).usage).toMatchObject({ output: 100, reasoning: 80 });
});
