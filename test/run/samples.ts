import { type Config, DEFAULT_CONFIG } from '../../src/config/config.js';
import { type Plan, parsePlan } from '../../src/documents/plan.js';
import type { UnitProgress } from '../../src/run/progress.js';
import type { Lease, Order, RunRecord } from '../../src/run/record.js';
import { startRecord } from '../../src/run/start.js';
import type { Trigger, TriggerVerb } from '../../src/run/trigger.js';
import { NO_USAGE, type RoleUsage } from '../../src/run/usage.js';

export const NOW = '2026-03-01T10:00:00.000Z';
export const RUN = '20260301T100000Z-aaaaaa';
export const BASE = '1'.repeat(40);

/** A plan with this many phases, named 01, 02, … */
export function planText(phases: number): string {
  const sections = Array.from({ length: phases }, (_, index) => {
    const id = String(index + 1).padStart(2, '0');
    return `# Phase ${id}: Title ${id}\n\nWrite \`${id}.txt\`.\n`;
  });
  return `---\ncurrent_phase: "01"\n---\n\n${sections.join('\n')}`;
}

export function planOf(text: string): Plan {
  const parsed = parsePlan(text);
  if (!parsed.ok) {
    throw new TypeError(parsed.error.what);
  }
  return parsed.value;
}

export const PLAN = planOf(planText(3));

export function trigger(verb: TriggerVerb, key: string, fields: Partial<Trigger> = {}): Trigger {
  return {
    schema: 1,
    key,
    verb,
    at: NOW,
    run_id: RUN,
    actor: { login: 'ada', id: 7, permission: 'write' },
    source: { event: 'issue_comment', comment_id: 11, url: null },
    issue: { number: 3, title: 'Build it' },
    plan: null,
    base: verb === 'play' ? { ref: 'main', sha: BASE } : null,
    ...fields,
  };
}

export function config(change: (config: Config) => Config = (same) => same): Config {
  return change(DEFAULT_CONFIG);
}

export function record(fields: Partial<RunRecord> = {}): RunRecord {
  const text = planText(3);
  return {
    ...startRecord({
      trigger: trigger('play', 'k1'),
      plan: PLAN,
      planText: text,
      config: DEFAULT_CONFIG,
      configText: '',
      base: { ref: 'main', sha: BASE },
      originalBranch: null,
      nonce: 'n0',
      now: NOW,
    }),
    ...fields,
  };
}

export function lease(nonce: string, holder = '100'): Lease {
  return { workflow_run_id: holder, attempt: 1, nonce };
}

export function order(fields: Partial<Order> = {}): Order {
  return {
    nonce: 'o1',
    unit: 'phase/01',
    stage: 'implement',
    fix: 0,
    base: BASE,
    wip_sha: null,
    test_summary: null,
    findings: [],
    reserved_usd: 10,
    settled_usd: 0,
    ...fields,
  };
}

/** Usage of one implementer dispatch that cost `usd`. */
export function spent(usd: number, fields: Partial<UnitProgress['usage']> = {}): RoleUsage {
  return { implementer: { ...NO_USAGE, input: 100, output: 10, usd, dispatches: 1, seconds: 1 }, ...fields };
}

export function progress(fields: Partial<UnitProgress> = {}): UnitProgress {
  return { stage: 'test', fix: 0, usage: {}, unsettledUsd: 0, dispatches: 0, tests: null, deferred: '', ...fields };
}
