import { describe, expect, test } from '@jest/globals';
import { promptMetaSchema } from '../../../src/grind/prompt.js';
import { defaultRotation, type GrindMaterial, rotationSchema } from '../../../src/grind/rotation.js';
import { FRESH_SCHEDULER } from '../../../src/grind/scheduler.js';
import { type GrindForecast, grindDryRun } from '../../../src/report/grind/dry-run.js';

function prompt(name: string, meta: Readonly<Record<string, unknown>> = {}) {
  const parsed = promptMetaSchema.parse({ name, description: `about ${name}`, ...meta });
  return { ...parsed, body: 'Do it.\n', source: 'project', path: `${name}.md`, sha256: 'a'.repeat(64) } as const;
}

const three = [prompt('alpha', { weight: 2 }), prompt('bravo', { max_runs: 4 }), prompt('charlie', { every: 3 })];

function forecast(changes: Partial<GrindForecast> = {}, prompts = three): GrindForecast {
  return {
    path: '/home/ada/shop',
    agent: null,
    target: null,
    resume: null,
    material: { prompts, rotation: defaultRotation(prompts) },
    maxParallel: 1,
    failureLimit: 3,
    drySpell: null,
    budgets: {},
    hooks: {},
    scheduler: FRESH_SCHEDULER,
    uncounted: {},
    ...changes,
  };
}

const picks = (lines: readonly string[]) => lines.slice(-10);

describe('the report of a dry run', () => {
  test('has the original form, and the original ten picks of its example', () => {
    expect(grindDryRun(forecast()).join('\n')).toBe(`=== pitboss grind --dry-run ===
version: 1

## Workspace

- path: /home/ada/shop
- agent: (default)

## Prompts

- alpha (project): weight=2, every=1, max_runs=(unset), verify=false, parallel_safe=false
- bravo (project): weight=1, every=1, max_runs=4, verify=false, parallel_safe=false
- charlie (project): weight=1, every=3, max_runs=(unset), verify=false, parallel_safe=false

## Plan

- name: default
- max_parallel: 1
- consecutive_failure_limit: 3
- entries: 3
  - alpha: weight_override=(unset), every_override=(unset), max_runs_override=(unset)
  - bravo: weight_override=(unset), every_override=(unset), max_runs_override=(unset)
  - charlie: weight_override=(unset), every_override=(unset), max_runs_override=(unset)

## Budgets

- max_iterations: (unset)
- until: (unset)
- max_cost_usd: (unset)
- max_tokens: (unset)

## Hooks

- pre_session: (unset)
- post_session: (unset)
- on_failure: (unset)

## Scheduler preview

*The next 10 rotations; each session is counted as run, none is carried out.*

 1. alpha
 2. bravo
 3. charlie
 4. alpha
 5. alpha
 6. bravo
 7. alpha
 8. alpha
 9. charlie
10. bravo`);
  });

  test('of a run that is resumed tells what it used, and goes on where its scheduler stands', () => {
    const lines = grindDryRun(
      forecast({
        target: 'latest',
        resume: { lastSeq: 2, iterations: 2, tokens: { input: 90, output: 10 }, usd: 0.5, consecutiveFailures: 1 },
        scheduler: { rotation: 2, runs_per_prompt: { alpha: 1, bravo: 1 }, last_pick: {} },
      }),
    );
    const text = lines.join('\n');
    expect(text).toContain('- resume: (latest)\n\n## Resume\n\n- last_session_seq: 2\n- scheduler_rotation: 2\n');
    expect(text).toContain(
      '- iterations: 2\n- tokens: 100 (in 90 / out 10)\n- cost: $0.5000\n- consecutive_failures: 1',
    );
    expect(picks(lines).slice(0, 3)).toEqual([' 1. charlie', ' 2. alpha', ' 3. alpha']);
  });

  test('shows rotations in which nothing is eligible as gaps', () => {
    const rare = [prompt('rare', { every: 4 })];
    expect(picks(grindDryRun(forecast({}, rare)))).toEqual([
      ' 1. (no eligible prompt)',
      ' 2. (no eligible prompt)',
      ' 3. (no eligible prompt)',
      ' 4. rare',
      ' 5. (no eligible prompt)',
      ' 6. (no eligible prompt)',
      ' 7. (no eligible prompt)',
      ' 8. rare',
      ' 9. (no eligible prompt)',
      '10. (no eligible prompt)',
    ]);
  });

  test('does not count runs of earlier grind runs against a cap', () => {
    const capped = [prompt('capped', { max_runs: 2 })];
    const before = { rotation: 5, runs_per_prompt: { capped: 5 }, last_pick: {} };
    const of = (uncounted: Readonly<Record<string, number>>) =>
      picks(grindDryRun(forecast({ scheduler: before, uncounted }, capped))).filter((line) => line.includes('capped'));
    expect([of({}).length, of({ capped: 5 }).length]).toEqual([0, 2]);
  });

  test('tells budgets, overrides and hooks in force, and what is ours only where it is set', () => {
    const entry = { name: 'alpha', weight_override: 3, every_override: 2, max_runs_override: 0 };
    const rotation = { name: 'nightly', ...rotationSchema.parse({ pick: 'overdue', prompts: [entry] }) };
    const metric = { command: 'wc -c app.js', goal: 'min' };
    const material: GrindMaterial = { prompts: [prompt('alpha', { metric, verify: true })], rotation };
    const text = grindDryRun(
      forecast({
        agent: 'codex',
        target: '20260101T000000Z-abcd',
        material,
        drySpell: 4,
        budgets: { max_iterations: 8, until: '2026-01-31T08:00:00+02:00', max_cost_usd: 1.5, max_tokens: 1000 },
        hooks: { pre_session: 'npm ci', on_failure: 'echo `date`\ntrue\n' },
      }),
    ).join('\n');
    for (const part of [
      '- agent: codex\n- resume: 20260101T000000Z-abcd\n',
      'verify=true, parallel_safe=false, metric=min\n',
      '- consecutive_failure_limit: 3\n- pick: overdue\n- dry_spell: 4\n- entries: 1\n',
      '  - alpha: weight_override=3, every_override=2, max_runs_override=0\n',
      '- max_iterations: 8\n- until: 2026-01-31T06:00:00Z\n- max_cost_usd: $1.5000\n- max_tokens: 1000\n',
      '- pre_session: `npm ci`\n- post_session: (unset)\n- on_failure: `` echo `date` ⏎ true ``\n',
    ]) {
      expect(text).toContain(part);
    }
  });

  test('has no line that a terminal would obey', () => {
    const lines = grindDryRun(forecast({ hooks: { pre_session: 'printf "\u001b[2J"' }, path: '/a\u001b[31m/b' }));
    expect(lines.join('')).not.toContain('\u001b');
  });

  test('of a rotation without prompts has no pick', () => {
    const material = { prompts: three, rotation: { ...defaultRotation([]), name: 'none' } };
    expect(new Set(picks(grindDryRun(forecast({ material }))).map((line) => line.slice(4)))).toEqual(
      new Set(['(no eligible prompt)']),
    );
  });
});
