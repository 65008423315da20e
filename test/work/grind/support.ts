import type { Clock } from '../../../src/base/clock.js';
import type { Config } from '../../../src/config/config.js';
import type { SessionOrder } from '../../../src/grind/grind-state.js';
import type { GrindPrompt } from '../../../src/grind/prompt.js';
import type { SessionOutcome } from '../../../src/run/grind/session-outcome.js';
import type { Order } from '../../../src/run/record.js';
import type { SessionFacts } from '../../../src/work/grind/session-facts.js';
import { NOW, RUN } from '../../run/samples.js';
import { carriedOut, type Done, type Job } from '../support.js';

/** Commits that a kept tree stands for. */
export const KEPT = { wip_sha: 'f'.repeat(40) } as const;

export interface SessionJob extends Omit<Job, 'subject' | 'order' | 'grind'> {
  readonly prompt?: Partial<GrindPrompt>;
  readonly session?: Partial<SessionOrder>;
  readonly order?: Partial<Order>;
  readonly facts?: Partial<SessionFacts>;
}

export interface SessionDone extends Done {
  /** What the session came to; a failure of the test where it did not end by itself. */
  readonly outcome: SessionOutcome;
}

/** Carries out session 7 of prompt `lint` in a fresh folder. */
export function session(job: SessionJob): Promise<Done> {
  const { prompt, session: given, order, facts, ports, ...rest } = job;
  return carriedOut({
    ...rest,
    subject: { kind: 'session', seq: 7, prompt: grindPrompt(prompt) },
    order: { unit: 'session/0007-lint', session: sessionOrder(given), ...order },
    grind: () => ({ ...FACTS, ...facts }),
    ports: { clock: stillClock(), ...ports },
  });
}

/** The same for a session that ends by itself. */
export async function endedSession(job: SessionJob): Promise<SessionDone> {
  const done = await session(job);
  if (done.result.kind !== 'session') {
    throw new Error(`The session ended as ${JSON.stringify(done.result)}.`);
  }
  return { ...done, outcome: done.result.outcome };
}

export function grindPrompt(change: Partial<GrindPrompt> = {}): GrindPrompt {
  return {
    name: 'lint',
    description: 'Lint',
    weight: 1,
    every: 1,
    verify: false,
    parallel_safe: false,
    tags: [],
    body: 'Mend one lint warning.\n',
    source: 'project',
    path: '.pitboss/grind/prompts/lint.md',
    sha256: '0'.repeat(64),
    ...change,
  };
}

function sessionOrder(change: Partial<SessionOrder> = {}): SessionOrder {
  return {
    seq: 7,
    prompt: 'lint',
    rotation: 3,
    parallel_safe: false,
    again: false,
    detached: false,
    started_at: NOW,
    max_usd: null,
    max_seconds: 1800,
    ...change,
  };
}

const FACTS: SessionFacts = {
  runId: RUN,
  rotation: 'default',
  sessionLog: '# Sessions\n\n_No session has ended yet._\n',
  scratchpad: '',
  hooks: {},
  hookEnv: { PATH: process.env.PATH ?? '' },
  skip: new AbortController().signal,
};

export function verifying(prompt: Partial<GrindPrompt> = {}): Partial<GrindPrompt> {
  return { verify: true, ...prompt };
}

export function fixers(count: number): (config: Config) => Config {
  return (config) => ({ ...config, retries: { ...config.retries, fixer_max_attempts: count } });
}

/** A clock on which nothing ever comes round: who waits, waits until told to stop. */
function stillClock(): Clock {
  return {
    now: () => Date.parse(NOW),
    sleep: (_, signal) =>
      new Promise((resolve) => {
        if (signal?.aborted) {
          resolve();
        }
        signal?.addEventListener('abort', () => resolve(), { once: true });
      }),
  };
}
