import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { CodexReader } from '../../../src/agents/codex/reader.js';
import type { AgentEvent, DispatchOutcome, OutcomeKind } from '../../../src/agents/contract.js';
import type { ProgramExit } from '../../../src/process/program.js';

const folder = join(dirname(fileURLToPath(import.meta.url)), '../../fixtures/recordings/codex');

function linesOf(name: string): readonly string[] {
  const path = join(folder, name);
  return existsSync(path) ? readFileSync(path, 'utf8').split('\n') : [];
}

function replayed(name: string, exit: number | null): { outcome: Omit<DispatchOutcome, 'ms'>; events: AgentEvent[] } {
  const reader = new CodexReader();
  const events: AgentEvent[] = [];
  for (const line of [...linesOf(`${name}.jsonl`), ...linesOf(`${name}.txt`)]) {
    events.push(...reader.line('stdout', line));
  }
  for (const line of linesOf(`${name}.stderr.txt`)) {
    events.push(...reader.line('stderr', line));
  }
  const end: ProgramExit = exit === null ? { kind: 'signalled', signal: 'SIGTERM' } : { kind: 'exited', code: exit };
  return { outcome: reader.finish(end), events };
}

interface Taken {
  /** Null: ended by a signal. */
  readonly exit: number | null;
  readonly kind: OutcomeKind;
  /** Uncached input, cached input, cache writes, output, reasoning; absent where the stream tells none. */
  readonly tokens?: readonly [number, number, number, number, number];
  readonly text?: string;
  readonly says?: RegExp;
}

/** Every recording of Codex 0.169.0, and what it must be taken for. Those without `--json` are no answer that we understand. */
const CORPUS: Readonly<Record<string, Taken>> = {
  'ask-flag': { exit: 2, kind: 'unsupported_version', says: /unexpected argument '--ask-for-approval'/ },
  'chat-wire': { exit: 1, kind: 'unsupported_version', says: /wire_api = "chat"/ },
  codemode: { exit: 0, kind: 'completed', tokens: [450, 3150, 0, 43, 11], text: 'All done: hello.txt created.' },
  'conn-refused': { exit: null, kind: 'failed', says: /was ended by SIGTERM before its turn was over/ },
  'err-400': { exit: 1, kind: 'failed', says: /^codex: bad thing \(exit 1\)$/ },
  'err-400-context': { exit: 1, kind: 'context_limit', says: /ran out of room/ },
  'err-401': { exit: 1, kind: 'authentication', says: /401 Unauthorized: Incorrect API key/ },
  'err-403': { exit: 1, kind: 'authentication', says: /403 Forbidden/ },
  'err-404': { exit: 1, kind: 'failed', says: /model `x` does not exist/ },
  'err-429-always': { exit: 1, kind: 'transient', says: /429 Too Many Requests/ },
  'err-429-quota': { exit: 1, kind: 'quota', says: /Quota exceeded/ },
  'err-429-retry2': { exit: 0, kind: 'completed', tokens: [30, 0, 0, 11, 0], text: 'All done.' },
  'err-500-always': { exit: 1, kind: 'transient', says: /high demand/ },
  'err-500-always-text': { exit: 1, kind: 'failed' },
  'err-500-once': { exit: 0, kind: 'completed', tokens: [30, 0, 0, 11, 0], text: 'All done.' },
  'err-500-turn2': { exit: 1, kind: 'transient', text: 'step' },
  'err-503-overloaded': { exit: 1, kind: 'transient', says: /at capacity/ },
  'err-cut': { exit: 1, kind: 'transient', says: /error decoding response body/ },
  'err-instream-ratelimit': { exit: 0, kind: 'completed', tokens: [30, 0, 0, 11, 0], text: 'All done.' },
  'full-auto': { exit: 2, kind: 'unsupported_version', says: /--full-auto/ },
  'hang-stream': { exit: 1, kind: 'transient', says: /idle timeout/ },
  'kill-int': { exit: 1, kind: 'failed', text: 'step 1' },
  'kill-kill-tool': { exit: null, kind: 'completed', tokens: [200, 0, 0, 40, 0], text: 'done' },
  'kill-term': { exit: null, kind: 'failed', text: 'step 1' },
  'kill-term-text': { exit: null, kind: 'failed' },
  'kill-term-tool': { exit: null, kind: 'failed', text: 'sleeping' },
  'no-git': { exit: 1, kind: 'failed', says: /Not inside a trusted directory/ },
  'no-key-provider': { exit: 1, kind: 'authentication', says: /environment variable/i },
  'nouserns-ww': { exit: 0, kind: 'completed', tokens: [400, 0, 0, 80, 0], text: 'finished' },
  'ok-json': { exit: 0, kind: 'completed', tokens: [450, 3150, 0, 43, 11], text: 'All done: hello.txt created.' },
  'ok-text': { exit: 0, kind: 'protocol_drift' },
  'output-schema': { exit: 0, kind: 'completed', tokens: [100, 0, 0, 20, 0] },
  recommended: { exit: 0, kind: 'completed', tokens: [200, 150, 0, 46, 0], text: 'All done: hello.txt created.' },
  'resume-last': { exit: 0, kind: 'completed', tokens: [30, 0, 0, 5, 0], text: 'fine again' },
  'sb-ww': { exit: 0, kind: 'completed', tokens: [1500, 0, 0, 300, 0], text: 'finished' },
  'sec-default': { exit: 0, kind: 'completed', tokens: [300, 0, 0, 60, 0], text: 'finished' },
  'sec-trust-flag': { exit: 0, kind: 'completed', tokens: [300, 0, 0, 60, 0], text: 'finished' },
  'stdin-5M': { exit: 1, kind: 'context_limit', says: /1048576 characters/ },
  'stdin-empty': { exit: 1, kind: 'failed', says: /No prompt provided/ },
  'stop-filter': { exit: 1, kind: 'refused', says: /content_filter/ },
  'stop-maxout': { exit: 1, kind: 'context_limit', says: /max_output_tokens/ },
  'stop-refusal': { exit: 0, kind: 'refused', tokens: [100, 0, 0, 20, 0], text: '' },
  'unknown-flag': { exit: 2, kind: 'unsupported_version', says: /--nope/ },
};

describe('a recorded run of codex', () => {
  test.each(Object.entries(CORPUS))('%s', (name, taken) => {
    const { outcome } = replayed(name, taken.exit);
    expect(outcome.kind).toBe(taken.kind);
    expect(outcome.message === '').toBe(taken.kind === 'completed');
    expect(outcome.message).toMatch(taken.says ?? /^/);
    const { input, cached_input, cache_write, output, reasoning } = outcome.usage;
    expect([input, cached_input, cache_write, output, reasoning ?? 0]).toEqual(taken.tokens ?? [0, 0, 0, 0, 0]);
    expect(outcome.finalText).toBe(taken.text ?? outcome.finalText);
    expect(outcome.unknownEvents).toEqual({});
  });

  test('is in this list, each one that there is', () => {
    const names = readdirSync(folder).map((file) => file.replace(/(?:\.stderr)?\.(?:jsonl|txt)$/, ''));
    expect([...new Set(names)].sort()).toEqual(Object.keys(CORPUS).sort());
  });

  test('whose stream tells its usage is exact; one that broke off or failed is not, as far as its stream goes', () => {
    const estimated = (name: string) => replayed(name, CORPUS[name]?.exit ?? null).outcome.estimated;
    expect(['ok-json', 'err-429-retry2', 'err-500-once', 'stop-refusal', 'unknown-flag'].map(estimated)).toEqual(
      Array.from({ length: 5 }, () => false),
    );
    expect(['err-cut', 'err-401', 'kill-term'].map(estimated)).toEqual([true, true, true]);
  });

  test('shows each word and each tool once', () => {
    const shown = replayed('codemode', 0).events.filter(({ kind }) => kind !== 'usage');
    expect(shown).toEqual([
      { kind: 'text', text: 'I will create the file.' },
      { kind: 'tool', name: 'apply_patch' },
      { kind: 'text', text: 'running' },
      { kind: 'tool', name: 'shell' },
      { kind: 'text', text: 'All done: hello.txt created.' },
    ]);
  });

  test('that left a command running says which', () => {
    const { leftovers } = replayed('kill-kill-tool', null).outcome;
    expect(leftovers).toEqual([{ kind: 'running', command: "/bin/bash -lc 'touch <PATH> sleep 300'" }]);
  });

  test('takes a warning and a retry for what they are: log', () => {
    const logs = replayed('err-instream-ratelimit', 0).events.filter(({ kind }) => kind === 'log');
    expect(logs).toHaveLength(2);
    expect(replayed('sec-trust-flag', 0).events.filter(({ kind }) => kind === 'log')).toHaveLength(2);
  });
});

test.each([
  [
    'as it comes',
    (id: string) =>
      `{"type":"item.completed","item":{"id":"${id}","type":"command_execution","aggregated_output":"x"}}`,
  ],
  ['in another order', (id: string) => `{"item":{"type":"command_execution","id":"${id}"},"type":"item.completed"}`],
])('the end of a command is read %s; a line that broke off is none', (_, ended) => {
  const run = (last: string) => {
    const reader = new CodexReader();
    const item = { id: 'item_1', type: 'command_execution', command: 'npm test' };
    const lines = [JSON.stringify({ type: 'item.started', item }), last];
    lines.push(JSON.stringify({ type: 'turn.completed', usage: { input_tokens: 1, output_tokens: 1 } }));
    lines.forEach((line) => {
      reader.line('stdout', line);
    });
    return reader.finish({ kind: 'exited', code: 0 }).leftovers ?? [];
  };
  expect(run(ended('item_1'))).toEqual([]);
  expect(run(ended('item_2'))).toEqual([{ kind: 'running', command: 'npm test' }]);
  expect(run(ended('item_1').slice(0, -2))).toHaveLength(1);
});
