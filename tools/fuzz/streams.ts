import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AiderReader } from '../../src/agents/aider/reader.js';
import { ClaudeReader } from '../../src/agents/claude-code/reader.js';
import { CodexReader } from '../../src/agents/codex/reader.js';
import type { StreamReader } from '../../src/agents/contract.js';
import { GeminiReader } from '../../src/agents/gemini/reader.js';
import { jsonLinesReader } from '../../src/agents/output/json-lines.js';
import { textReader } from '../../src/agents/output/text-reader.js';
import { parseAgentScript } from '../../src/agents/script-agent/agent-script.js';
import { PitbossError } from '../../src/base/pitboss-error.js';
import { roleUsageSchema, type Usage } from '../../src/run/usage.js';
import { mutateJson, mutateText, type Random } from './mutate.js';
import type { Target } from './target.js';

const RECORDINGS = 'test/fixtures/recordings';
/** Lines of the recordings are long; most of that is text that no parser looks into. */
const LONGEST_SEED = 6_000;

const OURS = [
  '{"type":"text","text":"at work"}\n{"type":"tool","name":"edit"}\n{"type":"usage","input":10,"output":1,"usd":0.5}\n{"type":"result","ok":true}\n',
  'log\n{"type":"result","ok":false,"reason":"quota","message":"none left"}\n',
];
const AIDER = [
  'Aider v0.86.2\nModel: gpt-5 with diff edit format\n\nDone.\n\nTokens: 2.7k sent, 1.1k cache write, 5.2k cache hit, 216 received.\nCost: $0.01 message, $0.03 session.\nApplied edit to a.ts\n',
  'litellm.RateLimitError: slow down\nRetrying in 0.2 seconds...\nDone.\nTokens: 1,234 sent, 35 received.\nOnly 3 reflections allowed, stopping.\n',
];
const SCRIPT =
  'steps:\n  - when: { role: fixer, unit: phase/01, attempt: 2 }\n    edits: [{ path: a, append: b }]\n    usage: { input: 1, usd: 0.5 }\notherwise:\n  output: [hello]\n  fail: { message: no, exit: 3 }\n';

export function streamTargets(): readonly Target[] {
  return [
    target({
      name: 'claude stream',
      share: 3,
      seeds: recordings('claude'),
      reader: () => new ClaudeReader(),
      lastWord: 'result',
    }),
    target({
      name: 'codex stream',
      share: 3,
      seeds: recordings('codex'),
      reader: () => new CodexReader(),
      lastWord: 'turn.completed',
    }),
    target({
      name: 'gemini stream',
      share: 3,
      seeds: recordings('gemini'),
      reader: () => new GeminiReader(),
      lastWord: 'result',
    }),
    target({ name: 'aider output', share: 6, seeds: AIDER, reader: () => new AiderReader(), lastWord: 'Tokens:' }),
    target({ name: 'json lines', share: 12, seeds: OURS, reader: () => jsonLinesReader('agent'), lastWord: 'result' }),
    target({ name: 'plain text', share: 1, seeds: OURS, reader: () => textReader('agent'), lastWord: '' }),
    { name: 'agent script', share: 1, make: (random) => mutateText(random, [SCRIPT]), check: checkScript },
  ];
}

function recordings(cli: string): readonly string[] {
  const folder = join(RECORDINGS, cli);
  return readdirSync(folder)
    .filter((name) => name.endsWith('.jsonl'))
    .map((name) => readFileSync(join(folder, name), 'utf8'))
    .filter((text) => text.length <= LONGEST_SEED);
}

interface StreamTarget extends Pick<Target, 'name' | 'share'> {
  readonly seeds: readonly string[];
  readonly reader: () => StreamReader;
  /** What a stream that is a success holds in any case. */
  readonly lastWord: string;
}

function target({ name, share, seeds, reader, lastWord }: StreamTarget): Target {
  return {
    name,
    share,
    make: (random) => mutateStream(random, seeds),
    check: (input) => checkStream(reader(), input, lastWord),
  };
}

/** A stream with accidents in its text, or in the values of a few of its lines. */
function mutateStream(random: Random, seeds: readonly string[]): string {
  if (random() < 0.4) {
    return mutateText(random, seeds);
  }
  const seed = seeds[Math.floor(random() * seeds.length)] ?? '';
  return seed
    .split('\n')
    .map((line) => (line !== '' && random() < 0.4 ? mutateJson(random, [line]) : line))
    .join('\n');
}

/** Whatever an agent prints: a verdict with words, counts that can be booked, and success only where a last word said so. */
function checkStream(reader: StreamReader, input: string, lastWord: string): string | null {
  for (const line of input.split('\n')) {
    for (const event of reader.line('stdout', line)) {
      if (event.kind === 'usage' && !bookable(event.usage)) {
        return 'reports usage that cannot be booked';
      }
    }
  }
  const outcome = reader.finish({ kind: 'exited', code: 0 });
  if (!bookable(outcome.usage)) {
    return 'ends with usage that cannot be booked';
  }
  if (outcome.kind === 'completed') {
    return input.includes(lastWord) || input.includes('\\u') ? null : 'is a success without a last word';
  }
  return outcome.message.trim() === '' ? `is ${outcome.kind} without words` : null;
}

/** Whether a record that holds it can be read again. */
function bookable(usage: Usage): boolean {
  return roleUsageSchema.safeParse({ implementer: usage }).success;
}

function checkScript(input: string): string | null {
  try {
    parseAgentScript(input, 'script.yml');
    return null;
  } catch (error) {
    return error instanceof PitbossError && error.code === 'agent_script_invalid' ? null : String(error);
  }
}
