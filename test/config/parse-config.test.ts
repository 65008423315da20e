import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { DEFAULT_CONFIG } from '../../src/config/config.js';
import { parseConfig } from '../../src/config/parse-config.js';
import { problemLine } from '../../src/config/problem.js';
import { accepted, FILE } from './reading.js';

describe('defaults', () => {
  test('are these', () => {
    expect(DEFAULT_CONFIG).toEqual({
      models: {},
      plan: { max_questions: 50, max_revisions: 10 },
      retries: { fixer_max_attempts: 2 },
      audit: { enabled: true, small_fix_line_limit: 30 },
      caveman: { enabled: false, intensity: 'full' },
      git: { branch_prefix: 'pitboss/play/', on_base_moved: 'ignore', create_pr: true, ci: 'at-end' },
      tests: { command: undefined, setup: undefined, timeout: 1800, baseline: 'record', rerun_failed: 1 },
      budgets: {
        unknown_price: 'refuse',
        pricing: {
          'claude-opus-4-7': { input_per_million_usd: 15, output_per_million_usd: 75 },
          'claude-sonnet-4-6': { input_per_million_usd: 3, output_per_million_usd: 15 },
          'claude-haiku-4-5': { input_per_million_usd: 1, output_per_million_usd: 5 },
        },
      },
      sweep: {
        enabled: true,
        trigger_min_items: 5,
        trigger_max_items: 8,
        max_consecutive: 1,
        escalate_after: 3,
        audit_enabled: true,
        final_sweep_enabled: true,
        final_sweep_max_iterations: 3,
      },
      agent: expect.any(Object),
      limits: {
        max_shifts: 20,
        shift_minutes: 330,
        dispatch_minutes: 60,
        setup_minutes: 20,
        dispatch_usd: 10,
        max_output_mb: 64,
      },
      protect: { workflows: 'halt', tests: 'halt', weakened_tests: 'explain', lfs: 'refuse' },
      access: { spend: 'write' },
      queue: { concurrent_runs: 1 },
      ledger: { branch: 'pitboss/ledger', keep_runs: 100 },
      isolation: 'none',
      grind: {
        max_parallel: 1,
        max_jobs: 16,
        consecutive_failure_limit: 3,
        hook_timeout_secs: 60,
        hook_env_passthrough: [],
        transcript_retention: 'keep_all',
        budgets: {},
        maximum: {},
        hooks: {},
        schedules: [],
      },
    });
  });

  test.each([
    null,
    '',
    '\n  \n',
    '# nothing\n',
    '\uFEFF# nothing\n',
    '---\n',
    'tests:\n',
    'tests:\n  command:\n  timeout: ~\n',
    'tests: {}\n',
  ])('hold for %j', (text) => {
    expect(parseConfig(text, FILE)).toEqual({ ok: true, config: DEFAULT_CONFIG, warnings: [] });
  });

  test('a partial section keeps the others', () => {
    expect(accepted('tests:\n  timeout: 60\n')).toEqual({
      ...DEFAULT_CONFIG,
      tests: { ...DEFAULT_CONFIG.tests, timeout: 60 },
    });
  });
});

describe('values', () => {
  test('every key can be set', () => {
    const text = `
models: {planner: d, implementer: a, auditor: c, fixer: b}
plan: {max_questions: 7, max_revisions: 0}
retries: {fixer_max_attempts: 0}
audit: {enabled: false, small_fix_line_limit: 0}
caveman: {enabled: true, intensity: ultra}
git: {branch_prefix: bot/, ci: every-phase, on_base_moved: merge, create_pr: false}
tests: {command: [npm, test], setup: npm ci, timeout: 0.5, baseline: halt, rerun_failed: 0}
budgets: {max_total_tokens: 1000000, max_total_usd: 0.5, unknown_price: allow}
sweep: {enabled: false, trigger_min_items: 2, trigger_max_items: 3, max_consecutive: 4, escalate_after: 5, audit_enabled: false, final_sweep_enabled: false, final_sweep_max_iterations: 6}
agent:
  backend: script
limits: {max_shifts: 3, shift_minutes: 10, dispatch_minutes: 5, setup_minutes: 1, dispatch_usd: 2, max_output_mb: 1}
protect: {workflows: allow, tests: allow, weakened_tests: halt, lfs: allow}
access: {spend: admin}
queue: {concurrent_runs: 4}
ledger: {branch: state, keep_runs: 7}
isolation: none
grind:
  prompts_dir: chores
  default_rotation: nightly
  max_parallel: 4
  max_jobs: 8
  consecutive_failure_limit: 2
  dry_spell: 5
  hook_timeout_secs: 30
  hook_env_passthrough: [CI]
  transcript_retention: keep_none
  budgets: {max_iterations: 9, until: 2026-01-31T06:00:00+02:00, max_cost_usd: 0, max_tokens: 5}
  maximum: {max_cost_usd: 50}
  hooks: {pre_session: a, post_session: b, on_failure: c}
  schedules: [{cron: 0 3 * * *, rotation: weekly, budgets: {max_iterations: 1}}]
`;
    expect(accepted(text)).toEqual({
      models: { planner: 'd', implementer: 'a', auditor: 'c', fixer: 'b' },
      plan: { max_questions: 7, max_revisions: 0 },
      retries: { fixer_max_attempts: 0 },
      audit: { enabled: false, small_fix_line_limit: 0 },
      caveman: { enabled: true, intensity: 'ultra' },
      git: { branch_prefix: 'bot/', ci: 'every-phase', on_base_moved: 'merge', create_pr: false },
      tests: { command: ['npm', 'test'], setup: 'npm ci', timeout: 0.5, baseline: 'halt', rerun_failed: 0 },
      budgets: {
        max_total_tokens: 1_000_000,
        max_total_usd: 0.5,
        unknown_price: 'allow',
        pricing: DEFAULT_CONFIG.budgets.pricing,
      },
      sweep: {
        enabled: false,
        trigger_min_items: 2,
        trigger_max_items: 3,
        max_consecutive: 4,
        escalate_after: 5,
        audit_enabled: false,
        final_sweep_enabled: false,
        final_sweep_max_iterations: 6,
      },
      agent: expect.objectContaining({ backend: 'script' }),
      limits: {
        max_shifts: 3,
        shift_minutes: 10,
        dispatch_minutes: 5,
        setup_minutes: 1,
        dispatch_usd: 2,
        max_output_mb: 1,
      },
      protect: { workflows: 'allow', tests: 'allow', weakened_tests: 'halt', lfs: 'allow' },
      access: { spend: 'admin' },
      queue: { concurrent_runs: 4 },
      ledger: { branch: 'state', keep_runs: 7 },
      isolation: 'none',
      grind: {
        prompts_dir: 'chores',
        default_rotation: 'nightly',
        max_parallel: 4,
        max_jobs: 8,
        consecutive_failure_limit: 2,
        dry_spell: 5,
        hook_timeout_secs: 30,
        hook_env_passthrough: ['CI'],
        transcript_retention: 'keep_none',
        budgets: { max_iterations: 9, until: '2026-01-31T06:00:00+02:00', max_cost_usd: 0, max_tokens: 5 },
        maximum: { max_cost_usd: 50 },
        hooks: { pre_session: 'a', post_session: 'b', on_failure: 'c' },
        schedules: [{ cron: '0 3 * * *', rotation: 'weekly', budgets: { max_iterations: 1 } }],
      },
    });
  });

  test.each(['claude_code', 'claude-code', 'claudecode'])('the backend %s is Claude Code', (name) => {
    expect(accepted(`agent: {backend: ${name}}`).agent.backend).toBe('claude_code');
  });

  test('a sweep needs room between the least and the most items', () => {
    const parsed = parseConfig('sweep:\n  trigger_min_items: 9\n', FILE);
    expect(parsed.ok ? [] : parsed.problems.map(problemLine)).toEqual([
      expect.stringContaining('sweep.trigger_min_items must not be above sweep.trigger_max_items'),
    ]);
    expect(accepted('sweep: {trigger_min_items: 8}').sweep.trigger_min_items).toBe(8);
  });

  test('a line of spaces is no command', () => {
    expect(accepted('tests: {command: "  "}').tests.command).toBeUndefined();
  });
});

describe('any text', () => {
  const key = fc.constantFrom('models', 'tests', 'command', 'timeout', 'budgets', 'pricing', 'agent', '__proto__', 'x');
  const yamlish = fc.array(
    fc.tuple(
      fc.constantFrom('', '  ', '    ', '- '),
      key,
      fc.constantFrom('', ' 1', ' a', ' [', ' {a: 1}', ' &a', ' *a'),
    ),
  );
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    yamlish.map((lines) => lines.map(([indent, name, value]) => `${indent}${name}:${value}`).join('\n')),
  );

  test('is either a complete configuration or has at least one error', () => {
    fc.assert(
      fc.property(text, (source) => {
        const parsed = parseConfig(source, FILE);
        if (parsed.ok) {
          expect(Object.keys(parsed.config)).toEqual(Object.keys(DEFAULT_CONFIG));
        } else {
          expect(parsed.problems.some(({ severity }) => severity === 'error')).toBe(true);
        }
      }),
      { numRuns: 500 },
    );
  });
});
