import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { AiderReader } from '../../../src/agents/aider/reader.js';
import { ClaudeReader } from '../../../src/agents/claude-code/reader.js';
import { CodexReader } from '../../../src/agents/codex/reader.js';
import type { StreamReader } from '../../../src/agents/contract.js';
import { GeminiReader } from '../../../src/agents/gemini/reader.js';
import { jsonLinesReader } from '../../../src/agents/output/json-lines.js';

const RECORDINGS = 'test/fixtures/recordings';

/** Output of one run, as the program printed it. */
export interface Stream {
  readonly name: string;
  readonly stdout: string;
  readonly stderr: string;
}

/** A kind of output: its reader, streams of it, and which of its lines say success, told without our reader. */
export interface Family {
  readonly name: string;
  readonly reader: () => StreamReader;
  readonly streams: readonly Stream[];
  readonly saysSuccess: (line: string) => boolean;
  /**
   * Streams that take a success back: a line says it and another one, further on, says otherwise. Where that other line is lost or
   * comes first, nothing in what is left tells that the run failed.
   */
  readonly takenBack: readonly string[];
}

const anything = z.record(z.string(), z.unknown());

function object(line: string): Readonly<Record<string, unknown>> {
  try {
    return anything.safeParse(JSON.parse(line)).data ?? {};
  } catch {
    return {};
  }
}

function recordings(cli: string): readonly Stream[] {
  const folder = join(RECORDINGS, cli);
  const read = (name: string) => (existsSync(join(folder, name)) ? readFileSync(join(folder, name), 'utf8') : '');
  return readdirSync(folder)
    .filter((name) => name.endsWith('.jsonl'))
    .map((file) => file.slice(0, -'.jsonl'.length))
    .map((name) => ({ name, stdout: read(`${name}.jsonl`), stderr: read(`${name}.stderr.txt`) }));
}

const made = (streams: Readonly<Record<string, readonly string[]>>): readonly Stream[] =>
  Object.entries(streams).map(([name, lines]) => ({ name, stdout: `${lines.join('\n')}\n`, stderr: '' }));

const TEXT = '{"type":"text","text":"at work"}';
const TOOL = '{"type":"tool","name":"edit"}';
const USAGE = '{"type":"usage","input":10,"output":51,"cached_input":20,"cache_write":5,"usd":0.0123}';

/** Streams of our own protocol, and of Aider's, of which nobody has recordings. */
const OURS = made({
  good: [TEXT, TOOL, '{"type":"usage","input":4,"output":20}', USAGE, '{"type":"result","ok":true,"text":"done"}'],
  quota: [TEXT, USAGE, '{"type":"result","ok":false,"reason":"quota","message":"none left"}'],
  twice: [TEXT, USAGE, '{"type":"result","ok":false,"message":"no"}', USAGE, '{"type":"result","ok":false}'],
  silent: [TEXT, TOOL, USAGE],
  recanted: [USAGE, '{"type":"result","ok":true}', '{"type":"result","ok":false,"message":"no"}'],
});

const REPORT = 'Tokens: 2.7k sent, 216 received. Cost: $0.01 message, $0.03 session.';
const AIDER = made({
  good: ['Aider v0.86.2', 'Model: gpt-5 with diff edit format', '', 'Done.', '', REPORT, 'Applied edit to a.ts'],
  replies: ['One file more.', REPORT, 'Applied edit to a.ts', 'Done.', REPORT],
  authentication: [
    'Aider v0.86.2',
    'litellm.AuthenticationError: bad key',
    'The API provider is not able to authenticate you.',
  ],
  silent: ['Aider v0.86.2', 'Done.'],
  late_error: ['Done.', REPORT, 'litellm.Timeout: too late'],
  reflections: ['Done.', REPORT, 'Only 3 reflections allowed, stopping.'],
});

export const FAMILIES: readonly Family[] = [
  {
    name: 'claude',
    reader: () => new ClaudeReader(),
    streams: recordings('claude'),
    takenBack: [],
    saysSuccess(line) {
      const { type, subtype, is_error } = object(line);
      return type === 'result' && subtype === 'success' && is_error === false;
    },
  },
  {
    name: 'codex',
    reader: () => new CodexReader(),
    streams: recordings('codex'),
    takenBack: [],
    saysSuccess: (line) => object(line).type === 'turn.completed',
  },
  {
    name: 'gemini',
    reader: () => new GeminiReader(),
    streams: recordings('gemini'),
    takenBack: [],
    saysSuccess(line) {
      const { type, status } = object(line);
      return type === 'result' && status === 'success';
    },
  },
  {
    name: 'json lines',
    reader: () => jsonLinesReader('custom'),
    streams: OURS,
    takenBack: ['recanted'],
    saysSuccess(line) {
      const { type, ok } = object(line);
      return type === 'result' && ok === true;
    },
  },
  {
    name: 'aider',
    reader: () => new AiderReader(),
    streams: AIDER,
    takenBack: ['late_error', 'reflections'],
    saysSuccess: (line) => /Tokens:.* sent.* received/.test(line),
  },
];
