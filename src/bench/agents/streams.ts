import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { claudeCode } from '../../agents/claude-code.js';
import { codex } from '../../agents/codex.js';
import type { AgentBackend } from '../../agents/contract.js';
import { gemini } from '../../agents/gemini.js';
import { scriptAgent } from '../../agents/script.js';

/** An agent whose stream is measured. */
export interface StreamKind {
  readonly name: string;
  readonly backend: (program: string) => AgentBackend;
  /** A recording of the real CLI, below test/fixtures/recordings; null for our own protocol. */
  readonly recording: string | null;
  /** Events that come in dozens where the short recording has one. */
  readonly often?: RegExp;
  /** Output of a command in the recording, a few letters: a test run has more. */
  readonly output?: RegExp;
}

export interface AgentStream {
  /** What comes again and again while an agent works. */
  readonly lines: readonly string[];
  /** How a turn ends well. */
  readonly end: string;
}

export const STREAMS: readonly StreamKind[] = [
  {
    name: 'our protocol',
    backend: (program) => scriptAgent({ scriptFile: '-', program: ['bash', program] }),
    recording: null,
    often: /"text"/,
  },
  {
    name: 'claude-code',
    backend: (program) => claudeCode({ binary: program }),
    recording: 'claude/partial-ok.jsonl',
    often: /"content_block_delta"/,
  },
  {
    name: 'codex',
    // With a sandbox of its own choice it would be started once more, to find out.
    backend: (program) => codex({ binary: program, sandbox: 'danger-full-access' }),
    recording: 'codex/ok-json.jsonl',
    output: /"aggregated_output":"from-shell\\n"/,
  },
  {
    name: 'gemini',
    backend: (program) => gemini({ binary: program }),
    recording: 'gemini/ok-stream-json.jsonl',
    often: /"delta":true/,
    output: /"output":"from-shell"/,
  },
];

/** What a reader is told that reads no files. */
export const NO_DISPATCH = { role: 'implementer', model: 'none', scratchDir: '/nonexistent' } as const;

const REPEATED = 20;
/** Three kilobytes. */
const TEST_RUN = JSON.stringify('✓ does what it says it does (12 ms)\n'.repeat(80));

const PROTOCOL = [
  { type: 'text', text: 'x'.repeat(160) },
  { type: 'tool', name: 'edit' },
  { type: 'usage', input: 100, output: 10, cached_input: 1_000, cache_write: 0, usd: 0.01 },
  { type: 'result', ok: true },
].map((line) => JSON.stringify(line));

/** The stream of a recording: its last line ends it, all others may be repeated. */
export async function streamOf(project: string, { recording, often, output }: StreamKind): Promise<AgentStream> {
  const file = join(project, 'test/fixtures/recordings', recording ?? '');
  const all =
    recording === null ? PROTOCOL : (await readFile(file, 'utf8')).split('\n').filter((line) => line.trim() !== '');
  const lines = all
    .slice(0, -1)
    .map((line) =>
      output === undefined
        ? line
        : line.replace(output, (found) => `${found.slice(0, found.indexOf(':'))}:${TEST_RUN}`),
    )
    .flatMap((line) => (often?.test(line) ? Array<string>(REPEATED).fill(line) : [line]));
  return { lines, end: all.at(-1) ?? '' };
}
