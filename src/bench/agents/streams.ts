import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { claudeCode } from '../../agents/claude-code.js';
import type { AgentBackend } from '../../agents/contract.js';
import { scriptAgent } from '../../agents/script.js';

/** An agent whose stream is measured. */
export interface StreamKind {
  readonly name: string;
  readonly backend: (program: string) => AgentBackend;
  /** A recording of the real CLI, below test/fixtures/recordings; null for our own protocol. */
  readonly recording: string | null;
  /** Events that come in dozens where the short recording has one. */
  readonly often: RegExp;
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
];

const REPEATED = 20;

const PROTOCOL = [
  { type: 'text', text: 'x'.repeat(160) },
  { type: 'tool', name: 'edit' },
  { type: 'usage', input: 100, output: 10, cached_input: 1_000, cache_write: 0, usd: 0.01 },
  { type: 'result', ok: true },
].map((line) => JSON.stringify(line));

/** The stream of a recording: its last line ends it, all others may be repeated. */
export async function streamOf(project: string, { recording, often }: StreamKind): Promise<AgentStream> {
  const file = join(project, 'test/fixtures/recordings', recording ?? '');
  const all =
    recording === null ? PROTOCOL : (await readFile(file, 'utf8')).split('\n').filter((line) => line.trim() !== '');
  const lines = all.slice(0, -1).flatMap((line) => (often.test(line) ? Array<string>(REPEATED).fill(line) : [line]));
  return { lines, end: all.at(-1) ?? '' };
}
