import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, jest } from '@jest/globals';
import { accessVariables } from '../../src/agents/access/access-variables.js';
import type { AgentBackend } from '../../src/agents/contract.js';
import { jsonLinesReader } from '../../src/agents/output/json-lines.js';
import { type Config, DEFAULT_CONFIG } from '../../src/config/config.js';
import { programRunner } from '../../src/process/run-program.js';
import type { PromptOverrides } from '../../src/prompts/overrides/read-overrides.js';
import type { ShiftEvent } from '../../src/report/shift-event.js';
import type { UnitProgress, WorkResult } from '../../src/run/progress.js';
import type { Order } from '../../src/run/record.js';
import type { Subject } from '../../src/run/units/subject.js';
import { carryOut } from '../../src/work/carry-out.js';
import type { SessionFacts } from '../../src/work/grind/session-facts.js';
import type { KnownBase, SweepFacts, Unit, WorkPorts } from '../../src/work/unit.js';
import { write } from '../git/support.js';
import { tickingClock } from '../land/support.js';
import { order, planText } from '../run/samples.js';
import { plainReview } from './plain-review.js';

/** Programs start slowly on a busy machine; a test that hangs still ends. */
jest.setTimeout(20_000);

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) {
    rmSync(folder, { recursive: true, force: true });
  }
});

export const PLAN_TEXT = planText(2);
export const PHASE = { id: '01', title: 'Title 01', body: '\nWrite `01.txt`.\n' };

/** What an agent's shell program says last when all went well. */
const GOOD_END = `echo '{"type":"usage","input":100,"output":10,"usd":0.5}'; echo '{"type":"result","ok":true}'`;

/** An agent that is a shell program for each role; it reads its prompt on standard input and speaks the JSON-lines protocol. */
export function shellAgent(
  roles: { planner?: string; implementer?: string; fixer?: string; auditor?: string },
  end = GOOD_END,
): AgentBackend {
  return {
    name: 'shell',
    maxPromptBytes: 1_000_000,
    reportsCost: true,
    provider: () => null,
    version: null,
    async prepare(request) {
      const stdinFile = join(request.scratchDir, 'prompt.md');
      writeFileSync(stdinFile, request.prompt);
      return {
        argv: ['sh', '-c', `${roles[request.role] ?? 'exit 9'}\n${end}`],
        env: { ...request.env, ...accessVariables(request.access) },
        stdinFile,
        stop: [{ signal: 'SIGTERM', target: 'group', graceMs: 200 }],
      };
    },
    reader: () => jsonLinesReader('shell'),
  };
}

export interface Job {
  readonly agent: AgentBackend;
  readonly config?: (config: Config) => Config;
  readonly order?: Partial<Order>;
  readonly tree?: Readonly<Record<string, string>>;
  readonly deferred?: string;
  readonly prompts?: PromptOverrides;
  readonly subject?: Subject;
  readonly sweep?: Partial<SweepFacts>;
  /** What is known of the run's base; nobody looks at its tests without. */
  readonly base?: KnownBase;
  readonly ports?: Partial<WorkPorts>;
  /** Of a session: what it needs beyond its order. */
  readonly grind?: (dir: string) => SessionFacts;
  /** Called once the tree stands, before any work. */
  readonly prepare?: (dir: string) => void;
}

export interface Done {
  readonly result: WorkResult;
  readonly dir: string;
  readonly told: readonly ShiftEvent[];
  readonly saves: readonly (readonly [UnitProgress, boolean])[];
  read(path: string): string;
  has(path: string): boolean;
  /** What was told of these kinds, in order. */
  kinds(...wanted: readonly ShiftEvent['kind'][]): readonly string[];
}

let markers = 0;

/** Carries one unit out in a fresh folder. A tree counts as changed when a file `01.txt` or `changed` stands in it. */
export async function carriedOut(job: Job): Promise<Done> {
  const root = mkdtempSync(join(tmpdir(), 'pitboss-work-'));
  folders.push(root);
  const dir = join(root, 'tree');
  mkdirSync(dir);
  write(dir, job.tree ?? {});
  job.prepare?.(dir);
  const told: ShiftEvent[] = [];
  const saves: (readonly [UnitProgress, boolean])[] = [];
  markers += 1;
  const env = { PATH: process.env.PATH ?? '', HOME: root };
  const unit: Unit = {
    order: order({ nonce: `work-${process.pid}-${markers}`, stage: 'setup', ...job.order }),
    subject: job.subject ?? { kind: 'phase', phase: PHASE },
    sweep: {
      after: '01',
      attempts: {},
      deferredBefore: job.deferred ?? '',
      audit: false,
      maxItems: null,
      ...job.sweep,
    },
    planText: PLAN_TEXT,
    deferredText: job.deferred ?? '',
    ...(job.base === undefined ? {} : { base: job.base }),
    ...(job.grind === undefined ? {} : { grind: job.grind(dir) }),
    attemptsBefore: 0,
    config: (job.config ?? ((same) => same))(plain(DEFAULT_CONFIG)),
    prompts: job.prompts ?? {},
    dir,
    scratchDir: join(root, 'scratch'),
    logDir: join(root, 'logs'),
  };
  const result = await carryOut(unit, {
    run: programRunner({ lingerMs: 20, drainMs: 200, leftoverGraceMs: 200 }),
    clock: tickingClock(),
    tell: (event) => void told.push(event),
    agentFor: () => ({ backend: job.agent, model: 'some-model' }),
    agentEnv: env,
    plainEnv: env,
    treeChanged: async () => existsSync(join(dir, '01.txt')) || existsSync(join(dir, 'changed')),
    review: plainReview(dir),
    changedFiles: async () => ({ files: [], unread: [] }),
    save: async (progress, { required }) => saves.push([progress, required]) > 0,
    barred: () => null,
    setAside: async () => ({ usd: 5, day: '2026-03-01' }),
    signal: new AbortController().signal,
    ...job.ports,
  });
  return {
    result,
    dir,
    told,
    saves,
    read: (path) => readFileSync(join(dir, path), 'utf8'),
    has: (path) => existsSync(join(dir, path)),
    kinds: (...wanted) => told.map((event) => event.kind).filter((kind) => wanted.includes(kind)),
  };
}

function plain(config: Config): Config {
  return withoutAudit({ ...config, tests: { ...config.tests, command: ['true'] } });
}

export function testCommand(command: string): (config: Config) => Config {
  return (config) => ({ ...config, tests: { ...config.tests, command } });
}

/** Most scenes are not about the auditor. */
export function withoutAudit(config: Config): Config {
  const sweep = { ...config.sweep, audit_enabled: false };
  return { ...config, audit: { ...config.audit, enabled: false }, sweep };
}
