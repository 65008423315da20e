import { PitbossError } from '../../src/base/pitboss-error.js';
import { readConfig, readPlan } from '../../src/commands/document-readers.js';
import { createMemory } from '../../src/commands/memory.js';
import type { CommandPorts, CommentEvent } from '../../src/commands/ports.js';
import type { GitHubRepository } from '../../src/github/create-repository-api.js';
import type { CommentSnapshot } from '../../src/github/repository-api.js';
import type { LedgerState } from '../../src/ledger/ledger.js';
import { NOTHING_PRUNED, type Pruned } from '../../src/run/pruning/pruned.js';
import type { RunRecord } from '../../src/run/record.js';
import type { Trigger } from '../../src/run/trigger.js';
import { hastyClock } from '../github/stepped-clock.js';

export const PLAN = '---\ncurrent_phase: "01"\n---\n\n# Phase 01: Start\n\nDo it.\n';
export const AT = '2026-01-02T03:00:00Z';

/** What one repository holds, as far as commands look at it; tests change it freely and read `calls`. */
export interface Hub {
  private: boolean;
  readonly people: Map<string, 'admin' | 'write' | 'read' | 'none'>;
  readonly roles: Map<string, string>;
  readonly files: Map<string, string>;
  issue: { title: string; body: string; updatedAt: string; editedAt: string | null | 'unknown'; pullRequest: boolean };
  /** Comments of people, as `recentComments` shows them. */
  readonly comments: CommentSnapshot[];
  readonly answers: { issue: number; body: string }[];
  readonly reactions: [number, string][];
  readonly dispatches: { inputs: Readonly<Record<string, string>>; ref: string }[];
  readonly workflowRuns: Map<string, string>;
  readonly triggers: Map<string, Trigger>;
  readonly runs: Map<string, RunRecord>;
  /** Runs that were removed from the ledger. */
  pruned: Pick<Pruned, 'runs'>;
  /** Tips of branches that are not where the default one is (null: gone), and numbers of merged pull requests. */
  readonly branches: Map<string, string | null>;
  readonly merged: Set<number>;
  /** Method names that fail with this error, as often as counted. */
  readonly faults: Map<string, { error: PitbossError; times: number }>;
  readonly calls: string[];
}

export function createHub(): Hub {
  return {
    private: false,
    people: new Map([['ann', 'write']]),
    roles: new Map(),
    files: new Map(),
    issue: { title: 'Build it', body: PLAN, updatedAt: AT, editedAt: null, pullRequest: false },
    comments: [],
    answers: [],
    reactions: [],
    dispatches: [],
    workflowRuns: new Map(),
    triggers: new Map(),
    runs: new Map(),
    pruned: { runs: {} },
    branches: new Map(),
    merged: new Set(),
    faults: new Map(),
    calls: [],
  };
}

export function githubFault(code: string, why = 'GitHub said 503'): PitbossError {
  return new PitbossError({ code, what: 'GitHub refused it.', why, fix: 'Wait.' });
}

export function portsOf(hub: Hub, clock = hastyClock(Date.parse(AT) + 1000)): CommandPorts {
  return {
    api: apiOf(hub),
    inbox: () => ({
      read: async () => {
        guard(hub, 'inbox.read');
        return stateOf(hub);
      },
      add: async (trigger) => {
        guard(hub, 'inbox.add');
        if (hub.triggers.has(trigger.key)) {
          return 'known';
        }
        hub.triggers.set(trigger.key, trigger);
        return 'added';
      },
    }),
    readConfig,
    readPlan,
    clock,
    log: { info() {}, warn() {} },
    memory: createMemory(),
  };
}

export function stateOf(hub: Hub): LedgerState {
  const triggers = [...hub.triggers.values()].toSorted((a, b) => (`${a.at} ${a.key}` < `${b.at} ${b.key}` ? -1 : 1));
  return {
    tip: 'tip',
    triggers,
    runs: new Map(hub.runs),
    spend: new Map(),
    problems: [],
    pruned: { ...NOTHING_PRUNED, ...hub.pruned },
  };
}

function guard(hub: Hub, name: string): void {
  hub.calls.push(name);
  const fault = hub.faults.get(name);
  if (fault !== undefined && fault.times > 0) {
    fault.times -= 1;
    throw fault.error;
  }
}

function apiOf(hub: Hub): GitHubRepository {
  function call<T>(name: string, value: () => T): Promise<T> {
    return (async () => {
      guard(hub, name);
      return value();
    })();
  }
  const unused = (name: string) => async (): Promise<never> => {
    throw githubFault('unused', `${name} is not for commands`);
  };
  return {
    owner: 'o',
    repo: 'r',
    repository: () =>
      call('repository', () => ({ defaultBranch: 'main', private: hub.private, htmlUrl: 'h', cloneUrl: 'c' })),
    branchTip: (branch) =>
      call('branchTip', () => (hub.branches.has(branch) ? (hub.branches.get(branch) ?? null) : 'base-sha')),
    pullMerged: (number) => call('pullMerged', () => hub.merged.has(number)),
    file: (path) => call('file', () => hub.files.get(path) ?? null),
    folder: (path) =>
      call('folder', () => {
        const inside = [...hub.files].filter(([name]) => name.startsWith(`${path}/`));
        const files = inside.map(([name, text]) => ({ name: name.slice(path.length + 1), text }));
        return files.length === 0 ? null : files;
      }),
    permission: (login) => call('permission', () => hub.people.get(login) ?? 'none'),
    roleName: (login) => call('roleName', () => hub.roles.get(login) ?? 'read'),
    issue: (number) => call('issue', () => ({ number, authorId: 5, ...hub.issue })),
    bodyEditedAt: () =>
      call('bodyEditedAt', () => {
        if (hub.issue.editedAt === 'unknown') {
          throw githubFault('github_unavailable');
        }
        return hub.issue.editedAt;
      }),
    comment: (issue, body) => call('comment', () => ({ id: hub.answers.push({ issue, body }), url: 'u' })),
    findComment: (issue, marker) =>
      call('findComment', () => {
        const index = hub.answers.findIndex((answer) => answer.issue === issue && answer.body.includes(marker));
        return index === -1 ? null : { id: index + 1 };
      }),
    recentComments: (since) => call('recentComments', () => hub.comments.filter((item) => item.createdAt >= since)),
    react: (id, content) => call('react', () => void hub.reactions.push([id, content])),
    dispatch: (_workflow, ref, inputs) =>
      call('dispatch', () => {
        const runId = hub.dispatches.push({ inputs, ref });
        hub.workflowRuns.set(String(runId), 'queued');
        return { runId };
      }),
    findDispatch: (_workflow, nonce) =>
      call('findDispatch', () => {
        const index = hub.dispatches.findLastIndex((item) => item.inputs.nonce === nonce);
        return index === -1 ? null : { runId: index + 1, status: hub.workflowRuns.get(String(index + 1)) ?? 'queued' };
      }),
    workflowRunStatus: (id) => call('workflowRunStatus', () => hub.workflowRuns.get(id) ?? null),
    workflowRunCreatedAt: () => call('workflowRunCreatedAt', () => AT),
    editComment: unused('editComment'),
    findPull: unused('findPull'),
    createPull: unused('createPull'),
    editPull: unused('editPull'),
    markReady: unused('markReady'),
    createCheck: unused('createCheck'),
  };
}

export function commentBy(login: string, body: string, id = 100): CommentSnapshot {
  return {
    id,
    issue: 3,
    body,
    createdAt: AT,
    updatedAt: AT,
    url: `https://github.test/o/r/issues/3#issuecomment-${id}`,
    author: { login, id: 55, type: 'User' },
  };
}

export function eventOf(hub: Hub, body: string, options: { login?: string; id?: number } = {}): CommentEvent {
  const comment = commentBy(options.login ?? 'ann', body, options.id ?? 100);
  const { title, body: text, pullRequest } = hub.issue;
  return { comment, issue: { title, body: text, pullRequest }, via: 'delivery' };
}

export function recordOf(runId: string, change: Partial<RunRecord> = {}): RunRecord {
  return {
    schema: 1,
    kind: 'play',
    run_id: runId,
    parent_run: null,
    status: 'running',
    branch: `pitboss/play/${runId}`,
    original_branch: 'main',
    started_at: AT,
    updated_at: AT,
    started_phase: '01',
    completed: [],
    commits: {},
    attempts: {},
    audits: {},
    token_usage: { input: 0, output: 0, by_role: {} },
    pending_sweep: false,
    consecutive_sweeps: 0,
    deferred_item_attempts: {},
    post_final_phase: false,
    base: { ref: 'main', sha: 'base-sha' },
    head_sha: 'base-sha',
    orders: {},
    lease: null,
    next_nonce: `next-${runId}`,
    wake_at: null,
    halt: null,
    usage: { by_role: {}, unsettled_usd: 0 },
    tests: null,
    baseline_failures: [],
    trigger: '1-0',
    applied_triggers: [],
    issue: 3,
    requested_by: { login: 'ann', id: 55 },
    plan_sha256: 'x',
    config_sha256: 'x',
    approval: null,
    shifts: 1,
    idle_shifts: 0,
    effects: {},
    limits: { max_total_usd: null, max_total_tokens: null },
    ...change,
  };
}
