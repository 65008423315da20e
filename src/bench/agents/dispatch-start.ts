import { spawn } from 'node:child_process';
import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { claudeCode } from '../../agents/claude-code.js';
import { dispatch } from '../../agents/dispatch.js';
import { PitbossError } from '../../base/pitboss-error.js';
import { runProgram } from '../../process/run-program.js';
import type { Bench, BenchOptions, Row } from '../row.js';
import { benchEnvironment } from '../run-git.js';
import { withFolder } from '../work-folder.js';

const WITHIN_MS = 50;

/** A CLI that says when it began, in nanoseconds since the epoch, and is done. */
const PROGRAM = `#!/bin/sh
date +%s%N
echo '{"type":"result","subtype":"success","is_error":false,"num_turns":1}'
`;

export const dispatchStart: Bench = { name: 'dispatch', title: 'Start of an agent', run };

async function run({ full }: BenchOptions): Promise<readonly Row[]> {
  return withFolder('dispatch', async (folder) => {
    const program = join(folder, 'agent.sh');
    await writeFile(program, PROGRAM);
    await chmod(program, 0o755);
    const added: number[] = [];
    const bare: number[] = [];
    const whole: number[] = [];
    for (let round = 0; round < (full ? 100 : 40); round += 1) {
      const alone = await spawnedAlone(program, folder);
      const ours = await dispatched(program, join(folder, String(round)), folder);
      bare.push(alone);
      added.push(ours.began - alone);
      whole.push(ours.ended);
    }
    return [
      { what: 'a trivial CLI alone, from its start to its first step', unit: 'ms', values: bare, target: null },
      {
        what: 'the same through a dispatch: what is added',
        unit: 'ms',
        values: added,
        target: { of: 'p50', atMost: WITHIN_MS },
      },
      { what: 'a whole dispatch of it', unit: 'ms', values: whole, target: null },
    ];
  });
}

/** Milliseconds since the epoch, finer than the clock's own. */
const now = (): number => performance.timeOrigin + performance.now();

function toMilliseconds(nanoseconds: string): number {
  return Number(BigInt(nanoseconds.trim()) / 1_000n) / 1_000;
}

function spawnedAlone(program: string, cwd: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const began = now();
    let said = '';
    const child = spawn(program, [], { cwd, env: benchEnvironment(), stdio: ['ignore', 'pipe', 'ignore'] });
    child.stdout.on('data', (chunk: Buffer) => {
      said += chunk.toString();
    });
    child.once('close', () => resolve(toMilliseconds(said.split('\n')[0] ?? '0') - began));
    child.once('error', reject);
  });
}

async function dispatched(program: string, scratchDir: string, cwd: string) {
  const began = now();
  let first = '';
  const { kind, message } = await dispatch(
    claudeCode({ binary: program }),
    {
      role: 'implementer',
      model: 'none',
      systemPrompt: 'Be brief.',
      prompt: 'Pitboss dispatch: role=implementer unit=bench attempt=1\n\nSay when you began.\n',
      cwd,
      scratchDir,
      logFile: join(cwd, 'agent.log'),
      timeoutMs: 60_000,
      maxUsd: 1,
      // With a key there is a forwarder, which opens a port.
      access: {
        provider: 'anthropic',
        key: { kind: 'api_key', value: 'key-of-the-bench' },
        baseUrl: 'http://127.0.0.1:9',
      },
      forwarder: { costOf: () => 0, maxTokens: null },
      env: benchEnvironment(),
      marker: `bench-${process.pid}-${scratchDir}`,
      signal: new AbortController().signal,
      onEvent: (event) => {
        first ||= event.kind === 'log' ? event.line : '';
      },
    },
    runProgram,
  );
  // One that was refused before its start would be the fastest of all.
  if (kind !== 'completed') {
    throw notMeasured(`${kind}: ${message}`);
  }
  return { began: toMilliseconds(first) - began, ended: now() - began };
}

function notMeasured(why: string): PitbossError {
  return new PitbossError({
    code: 'bench_run_failed',
    what: 'A dispatch of the bench did not end well.',
    why,
    fix: 'Run the tests of src/agents first; the bench measures only what works.',
  });
}
