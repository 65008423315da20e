import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import type { AgentEvent, OutcomeKind } from '../../../src/agents/contract.js';
import { GeminiReader } from '../../../src/agents/gemini/reader.js';
import type { ProgramExit } from '../../../src/process/program.js';

const folder = join(dirname(fileURLToPath(import.meta.url)), '../../fixtures/recordings/gemini');

function linesOf(name: string): readonly string[] {
  const file = join(folder, name);
  return existsSync(file) ? readFileSync(file, 'utf8').split('\n') : [];
}

function replay(name: string, exit: ProgramExit) {
  const reader = new GeminiReader();
  const events: AgentEvent[] = [];
  for (const line of linesOf(`${name}.jsonl`)) {
    events.push(...reader.line('stdout', line));
  }
  for (const line of linesOf(`${name}.stderr.txt`)) {
    reader.line('stderr', line);
  }
  return { events, outcome: reader.finish(exit) };
}

const exited = (code: number): ProgramExit => ({ kind: 'exited', code });

type Row = readonly [name: string, code: number, kind: OutcomeKind, tokens: readonly number[], finalText: string];

/** Name, exit code, outcome, tokens [uncached, cached, output, of it reasoning], text: of real runs of Gemini CLI 0.61.0. */
const WITH_RESULT: readonly Row[] = [
  ['ok-stream-json', 0, 'completed', [450, 3150, 59, 16], 'All done: hello.txt created.'],
  ['recommended', 0, 'completed', [200, 150, 46, 0], 'All done: hello.txt created.'],
  // A router asked another model first.
  ['default-model', 0, 'completed', [457, 3150, 62, 16], 'All done: hello.txt created.'],
  ['am-none', 0, 'completed', [1300, 0, 260, 0], 'finished'],
  ['am-auto_edit', 0, 'completed', [1300, 0, 260, 0], 'finished'],
  ['tool-error-exit', 0, 'completed', [200, 0, 40, 0], 'done'],
  ['resume', 0, 'completed', [20, 0, 3, 0], 'fine again'],
  ['err-500-once', 0, 'completed', [30, 0, 11, 0], 'All done.'],
  ['err-429-retry2', 0, 'completed', [30, 0, 11, 0], 'All done.'],
  // The CLI calls an answer that was cut a success, and its stream does not say that it was.
  ['stop-maxtokens', 0, 'completed', [100, 0, 20, 0], 'truncated'],
  ['stop-safety', 0, 'completed', [100, 0, 20, 0], 'trunc'],
  ['max-turns', 53, 'turn_limit', [100, 1000, 25, 5], 'I will create the file.'],
  ['err-400-key', 144, 'authentication', [0, 0, 0, 0], ''],
  ['err-401', 145, 'authentication', [0, 0, 0, 0], ''],
  ['err-403', 147, 'authentication', [0, 0, 0, 0], ''],
  ['err-404', 1, 'failed', [0, 0, 0, 0], ''],
  ['err-turn2-400', 144, 'failed', [100, 0, 20, 0], 'step'],
  ['err-429-always', 173, 'transient', [0, 0, 0, 0], ''],
  ['err-429-daily', 173, 'quota', [0, 0, 0, 0], ''],
  ['err-500-always', 244, 'transient', [0, 0, 0, 0], ''],
  ['err-503-overloaded', 247, 'transient', [0, 0, 0, 0], ''],
  ['err-cut', 1, 'transient', [0, 0, 0, 0], ''],
  ['conn-refused', 1, 'transient', [0, 0, 0, 0], ''],
  // Exit 0, and no success.
  ['stop-block', 0, 'transient', [400, 0, 80, 0], ''],
  ['stop-empty', 0, 'transient', [400, 0, 80, 0], ''],
  ['stop-malformed', 0, 'transient', [400, 0, 80, 0], ''],
];

describe('a recorded run with a result', () => {
  test.each(WITH_RESULT)('%s (exit %d) is %s', (name, code, kind, tokens, finalText) => {
    const { outcome } = replay(name, exited(code));
    const { input, cached_input, output, reasoning = 0 } = outcome.usage;
    expect(outcome.kind).toBe(kind);
    expect([input, cached_input, output, reasoning]).toEqual(tokens);
    expect(outcome.finalText).toBe(finalText);
    expect(outcome.estimated).toBe(false);
    expect(outcome.unknownEvents).toEqual({});
    expect(outcome.message === '').toBe(kind === 'completed');
    expect(outcome.message).not.toMatch(/256-color|YOLO|Ripgrep/);
    expect(outcome.sessionId).toMatch(/^[0-9a-f-]{36}$/);
  });

  test('hands on the wait that the provider asked for, where there is one', () => {
    expect(replay('err-429-always', exited(173)).outcome.retry).toEqual({ afterMs: 1_000 });
    expect(replay('err-429-daily', exited(173)).outcome.retry).toBeUndefined();
    expect(replay('err-503-overloaded', exited(247)).outcome.retry).toBeUndefined();
  });
});

describe('a recorded run without a result', () => {
  test.each<readonly [string, ProgramExit, OutcomeKind, string]>([
    // A signal makes the CLI exit with 0, without a word about what it used.
    ['kill-term-group', exited(0), 'protocol_drift', 'partial text'],
    ['kill-term-norelaunch', exited(0), 'protocol_drift', 'partial text'],
    ['kill-int-norelaunch', exited(0), 'protocol_drift', 'partial text'],
    ['kill-term-group-tool', exited(0), 'protocol_drift', 'sleeping'],
    ['kill-term', { kind: 'signalled', signal: 'SIGKILL' }, 'failed', 'partial text'],
    ['hang-stream', { kind: 'signalled', signal: 'SIGKILL' }, 'failed', 'partial textpartial text'],
  ])('%s leaves nothing to count: its usage is a lower bound', (name, exit, kind, finalText) => {
    const { outcome } = replay(name, exit);
    expect(outcome).toMatchObject({ kind, finalText, estimated: true, usage: { input: 0, output: 0 } });
  });

  test.each<readonly [string, number, OutcomeKind, RegExp]>([
    ['no-key', 41, 'authentication', /Please set an Auth method/],
    ['stdin-empty', 42, 'failed', /No input provided/],
    ['notrust', 55, 'unsupported_version', /not running in a trusted directory/],
    ['unknown-flag', 1, 'unsupported_version', /Unknown argument: nope/],
    ['missing-binary', 127, 'failed', /No such file/],
  ])('%s (exit %d) is %s and cost nothing', (name, code, kind, message) => {
    const { outcome } = replay(name, exited(code));
    expect(outcome).toMatchObject({ kind, estimated: false });
    expect(outcome.message).toMatch(message);
  });
});

/** Of `--output-format json` and `text`, which we never ask for. */
describe('output in another form', () => {
  test.each([
    ['ok-json.json', 0],
    ['ok-text.txt', 0],
    ['block-json.json', 0],
    ['safety-json.json', 0],
  ])('%s is no success, whatever it says', (file, code) => {
    const reader = new GeminiReader();
    for (const line of linesOf(file)) {
      reader.line('stdout', line);
    }
    expect(reader.finish(exited(code)).kind).toBe('protocol_drift');
  });

  test.each<readonly [string, number, OutcomeKind]>([
    ['block-text', 0, 'protocol_drift'],
    ['err-400-key-json', 144, 'authentication'],
    ['err-400-key-text', 1, 'failed'],
    ['err-500-always-json', 244, 'transient'],
    ['kill-term-json', 137, 'failed'],
    ['max-turns-json', 53, 'failed'],
    ['no-key-json', 41, 'authentication'],
    ['notrust-json', 55, 'unsupported_version'],
  ])('%s (exit %d) is %s', (name, code, kind) => {
    expect(replay(name, exited(code)).outcome.kind).toBe(kind);
  });
});

test('what is said in pieces is shown piece by piece, the prompt never', () => {
  const { events } = replay('ok-stream-json', exited(0));
  expect(events).toEqual([
    { kind: 'text', text: 'I will create ' },
    { kind: 'text', text: 'the file.' },
    { kind: 'tool', name: 'write_file' },
    { kind: 'text', text: 'running' },
    { kind: 'tool', name: 'run_shell_command' },
    { kind: 'text', text: 'All done: hello.txt created.' },
    { kind: 'usage', usage: expect.objectContaining({ input: 450, cached_input: 3150, output: 59, reasoning: 16 }) },
  ]);
});
