import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AgentBackend } from '../../src/agents/contract.js';
import { jsonLinesReader } from '../../src/agents/output/json-lines.js';
import type { TrustedRepository } from '../../src/git/repository.js';
import type { RunProgram } from '../../src/process/program.js';
import { AGENT } from './project.js';

/** Where a machine loses its power, counted from the beginning of its shift. */
export type Crash =
  | { readonly at: 'push'; readonly nth: number; readonly when: 'before' | 'after' }
  | { readonly at: 'program'; readonly nth: number; readonly when: 'before' | 'after' };

/** What a machine without power says to whoever still calls it; nothing of it reaches anybody. */
class PowerLost extends TypeError {
  constructor() {
    super('the machine has no power');
  }
}

/** The power of one machine: from the crash on, nothing that reaches the world outside works any more. */
export class Power {
  private readonly counts = { push: 0, program: 0 };
  private readonly crash: Crash | null;
  lost = false;

  constructor(crash: Crash | null) {
    this.crash = crash;
  }

  async use<T>(at: Crash['at'], act: () => Promise<T>): Promise<T> {
    this.assert();
    this.counts[at] += 1;
    const due = this.crash?.at === at && this.crash.nth === this.counts[at] ? this.crash : null;
    this.lose(due?.when === 'before');
    const done = await act();
    this.lose(due?.when === 'after');
    this.assert();
    return done;
  }

  assert(): void {
    if (this.lost) {
      throw new PowerLost();
    }
  }

  private lose(now: boolean): void {
    this.lost ||= now;
    this.assert();
  }
}

/** A repository whose pushes, and all else that reaches the remote, need power. */
export function powered(repository: TrustedRepository, power: Power): TrustedRepository {
  const needs =
    <A extends readonly unknown[], T>(act: (...args: A) => Promise<T>) =>
    async (...args: A): Promise<T> => {
      power.assert();
      const done = await act(...args);
      power.assert();
      return done;
    };
  return {
    ...repository,
    get processes() {
      return repository.processes;
    },
    push: (updates) => power.use('push', () => repository.push(updates)),
    remoteTips: needs(repository.remoteTips),
    remoteRefs: needs(repository.remoteRefs),
    fetch: needs(repository.fetch),
    commit: needs(repository.commit),
    checkout: needs(repository.checkout),
    snapshot: needs(repository.snapshot),
  };
}

export function poweredRun(run: RunProgram, power: Power): RunProgram {
  return (request) => power.use('program', () => run(request));
}

/** The agent of the month, as any backend of the shipped ones. */
export const agent: AgentBackend = {
  name: 'shell',
  maxPromptBytes: 1_000_000,
  reportsCost: true,
  provider: () => null,
  version: null,
  async prepare(request) {
    const stdinFile = join(request.scratchDir, 'prompt.md');
    writeFileSync(stdinFile, request.prompt);
    return {
      argv: ['sh', '-c', AGENT],
      env: { ...request.env, ROLE: request.role },
      stdinFile,
      stop: [{ signal: 'SIGTERM', target: 'group', graceMs: 200 }],
    };
  },
  reader: () => jsonLinesReader('shell'),
};
