import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { AgentEvent, DispatchOutcome, DispatchRequest } from '../../../src/agents/contract.js';
import { dispatch } from '../../../src/agents/dispatch.js';
import type { GeminiOptions } from '../../../src/agents/gemini/command.js';
import { gemini } from '../../../src/agents/gemini.js';
import { allowedEnvironment } from '../../../src/process/allowed-environment.js';
import { runProgram } from '../../../src/process/run-program.js';

export const GEMINI_KEY = 'key-of-the-test';
export const GEMINI_PROMPT = 'Pitboss dispatch: role=implementer unit=phase/01 attempt=1\n\nCreate hello.txt.\n';

export interface GeminiDispatch {
  readonly binary: string;
  /** Address of the generateContent API. */
  readonly url: string;
  readonly options?: GeminiOptions;
  readonly change?: Partial<DispatchRequest>;
  /** Variables beside those of this process. */
  readonly env?: Readonly<Record<string, string>>;
  /** A tree that is there already; unset: a repository of its own. */
  readonly cwd?: string;
  /** Files of that repository. */
  readonly tree?: Readonly<Record<string, string>>;
  /** Called with each event; `stop` cancels the dispatch. */
  readonly onEvent?: (event: AgentEvent, stop: () => void) => void;
  /** Looks at the working tree and what lies beside it before they are removed. */
  readonly inspect?: (cwd: string, folder: string) => Promise<void>;
}

export interface GeminiDispatched {
  readonly outcome: DispatchOutcome;
  readonly events: readonly AgentEvent[];
  readonly marker: string;
}

/** Sends the real CLI through `dispatch`, as a run does. */
export async function dispatchGemini(wanted: GeminiDispatch): Promise<GeminiDispatched> {
  const folder = await mkdtemp(join(tmpdir(), 'pitboss-real-gemini-'));
  const cwd = wanted.cwd ?? join(folder, 'tree');
  const abort = new AbortController();
  const events: AgentEvent[] = [];
  const marker = `real-${randomUUID()}`;
  try {
    if (wanted.cwd === undefined) {
      await checkout(cwd, wanted.tree ?? {});
    }
    const outcome = await dispatch(
      gemini({ ...wanted.options, binary: wanted.binary }),
      {
        role: 'implementer',
        model: 'gemini-3.8-flash',
        systemPrompt: 'You are being tested.',
        prompt: GEMINI_PROMPT,
        cwd,
        scratchDir: join(folder, 'scratch'),
        logFile: join(folder, 'agent.log'),
        timeoutMs: 90_000,
        maxUsd: 5,
        access: { provider: 'gemini', key: { kind: 'api_key', value: GEMINI_KEY }, baseUrl: wanted.url },
        env: { ...allowedEnvironment(process.env, []), ...wanted.env },
        marker,
        signal: abort.signal,
        onEvent: (event) => {
          events.push(event);
          wanted.onEvent?.(event, () => abort.abort());
        },
        ...wanted.change,
      },
      runProgram,
    );
    await wanted.inspect?.(cwd, folder);
    return { outcome, events, marker };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function checkout(cwd: string, files: Readonly<Record<string, string>>): Promise<void> {
  await mkdir(cwd);
  execFileSync('git', ['init', '-q'], { cwd });
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(cwd, path)), { recursive: true });
    await writeFile(join(cwd, path), content);
  }
}
