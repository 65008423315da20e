import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ClaudeReader } from '../../src/agents/claude-code/reader.js';
import type { StreamReader } from '../../src/agents/contract.js';
import { jsonLinesReader } from '../../src/agents/output/json-lines.js';
import { parseAgentScript } from '../../src/agents/script-agent/agent-script.js';
import { PitbossError } from '../../src/base/pitboss-error.js';
import { roleUsageSchema, type Usage } from '../../src/run/usage.js';
import { mutateJson, mutateText, type Random } from './mutate.js';
import type { Target } from './target.js';

const RECORDINGS = 'test/fixtures/recordings/claude';
/** Lines of the recordings are long; most of that is text that no parser looks into. */
const LONGEST_SEED = 6_000;

const OURS = [
  '{"type":"text","text":"at work"}\n{"type":"tool","name":"edit"}\n{"type":"usage","input":10,"output":1,"usd":0.5}\n{"type":"result","ok":true}\n',
  'log\n{"type":"result","ok":false,"reason":"quota","message":"none left"}\n',
];
const SCRIPT =
  'steps:\n  - when: { role: fixer, unit: phase/01, attempt: 2 }\n    edits: [{ path: a, append: b }]\n    usage: { input: 1, usd: 0.5 }\notherwise:\n  output: [hello]\n  fail: { message: no, exit: 3 }\n';

export function streamTargets(): readonly Target[] {
  const recordings = readdirSync(RECORDINGS)
    .filter((name) => name.endsWith('.jsonl'))
    .map((name) => readFileSync(join(RECORDINGS, name), 'utf8'))
    .filter((text) => text.length <= LONGEST_SEED);
  return [
    {
      name: 'claude stream',
      share: 3,
      make: (random) => mutateStream(random, recordings),
      check: (input) => checkStream(new ClaudeReader(), input),
    },
    {
      name: 'json lines',
      share: 12,
      make: (random) => mutateStream(random, OURS),
      check: (input) => checkStream(jsonLinesReader('agent'), input),
    },
    { name: 'agent script', share: 1, make: (random) => mutateText(random, [SCRIPT]), check: checkScript },
  ];
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
function checkStream(reader: StreamReader, input: string): string | null {
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
    return input.includes('result') || input.includes('\\u') ? null : 'is a success without a last word';
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
