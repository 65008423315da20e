import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { CodexOptions } from '../../../src/agents/codex/command.js';
import { codex } from '../../../src/agents/codex.js';
import type { AgentEvent, DispatchOutcome, DispatchRequest } from '../../../src/agents/contract.js';
import { dispatch } from '../../../src/agents/dispatch.js';
import { allowedEnvironment } from '../../../src/process/allowed-environment.js';
import { carries, processIds } from '../../../src/process/process-table.js';
import { runProgram } from '../../../src/process/run-program.js';
import { type Answer, type ResponsesServer, startResponsesServer } from './responses-server.js';

export const KEY = 'key-of-the-test';

export interface Dispatched {
  readonly outcome: DispatchOutcome;
  readonly events: readonly AgentEvent[];
  readonly server: ResponsesServer;
  readonly log: string;
  /** Processes that carry the marker and outlived the dispatch. */
  readonly strays: readonly number[];
}

export interface DispatchOptions {
  readonly binary: string;
  readonly script: readonly (Answer | readonly Answer[])[];
  readonly options?: CodexOptions;
  /** Given or made for the server's address. */
  readonly request?: Partial<DispatchRequest> | ((url: string) => Partial<DispatchRequest>);
  /** A tree that is there already; unset: an empty repository. */
  readonly tree?: string;
  /** Puts files into the tree before the start. */
  readonly arrange?: (cwd: string) => Promise<void>;
  /** Called with each event; `stop` cancels the dispatch. */
  readonly onEvent?: (event: AgentEvent, stop: () => void) => void;
  /** Looks at the tree before it is removed. */
  readonly inspect?: (cwd: string) => Promise<void>;
}

/** What the last tool returned, as the model saw it. */
export function lastResult({ server }: Dispatched): string {
  const body = server.bodies.at(-1) ?? '';
  return body.slice(body.lastIndexOf('_call_output'));
}

/** Uncached input, cached input, cache writes, output, reasoning. */
export function tokensOf({ usage }: DispatchOutcome): readonly number[] {
  return [usage.input, usage.cached_input, usage.cache_write, usage.output, usage.reasoning ?? 0];
}

/**
 * Sends the real CLI through `dispatch`, as a run does, against a scripted server of its own. The folders are not below /tmp, which
 * the CLI's sandbox leaves open to the agent: a runner's are not either.
 */
export async function dispatchCodex(how: DispatchOptions): Promise<Dispatched> {
  const cache = join(homedir(), '.cache');
  await mkdir(cache, { recursive: true });
  const folder = await mkdtemp(join(cache, 'pitboss-real-codex-'));
  const server = await startResponsesServer(how.script);
  const abort = new AbortController();
  const events: AgentEvent[] = [];
  const marker = `real-${randomUUID()}`;
  const logFile = join(folder, 'agent.log');
  try {
    const cwd = how.tree ?? join(folder, 'tree');
    await mkdir(cwd, { recursive: true });
    await promisify(execFile)('git', ['init', '-q'], { cwd });
    await how.arrange?.(cwd);
    const outcome = await dispatch(
      codex({ binary: how.binary, ...how.options }),
      {
        role: 'implementer',
        model: 'gpt-6.1-sol',
        systemPrompt: 'You are being tested.',
        prompt: 'Pitboss dispatch: role=implementer unit=phase/01 attempt=1\n\nCreate hello.txt.\n',
        cwd,
        scratchDir: join(folder, 'scratch'),
        logFile,
        timeoutMs: 60_000,
        maxUsd: 5,
        access: { provider: 'openai', key: { kind: 'api_key', value: KEY }, baseUrl: server.url },
        env: allowedEnvironment(process.env, []),
        marker,
        signal: abort.signal,
        onEvent: (event) => {
          events.push(event);
          how.onEvent?.(event, () => abort.abort());
        },
        ...(typeof how.request === 'function' ? how.request(server.url) : how.request),
      },
      runProgram,
    );
    await how.inspect?.(cwd);
    const log = await readFile(logFile, 'utf8').catch(() => '');
    return { outcome, events, server, log, strays: processIds().filter((pid) => carries(pid, marker)) };
  } finally {
    await server.close();
    await rm(folder, { recursive: true, force: true });
  }
}
