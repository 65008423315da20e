import { afterEach, describe, expect, test } from '@jest/globals';
import { parseConfig } from '../../src/config/parse-config.js';
import { planText } from '../run/samples.js';
import { everything, type Sandbox, sandbox } from './support/sandbox.js';

/** As the original's own `init` wrote it, with what people change. */
const CONFIG = `# pitboss configuration
[models]
planner = "claude-opus-4-7"
implementer = "claude-opus-4-7"   # the best one
fixer = "claude-sonnet-4-6"

[retries]
fixer_max_attempts = 3
max_phase_attempts = 3

[git]
branch_prefix = "pitboss/play/"
create_pr = false

[tests]
command = "cargo test --workspace"

[budgets]
max_total_usd = 12.5
[budgets.pricing."house/model-1"]
input_per_million_usd = 1.0
output_per_million_usd = 2

[agent]
backend = "claude_code"
[agent.claude_code]
extra_args = ["--debug"]

[grind]
max_parallel = 1
transcript_retention = "keep_all"

[typo_section]
x = 1
`;

const STATE = {
  run_id: '20260501T120000Z',
  branch: 'pitboss/play/20260501T120000Z',
  original_branch: 'main',
  started_at: '2026-05-01T12:00:00.123456Z',
  started_phase: '01',
  completed: ['01'],
  attempts: { '01': 2 },
  token_usage: { input: 900, output: 100, by_role: { implementer: { input: 900, output: 100 } } },
};

const PLAN = planText(3).replace('current_phase: "01"', 'current_phase: "02"');
const DEFERRED = '## Deferred items\n\n- [ ] tidy up\n- [x] done\n';

let box: Sandbox | null = null;
afterEach(() => {
  box?.close();
  box = null;
});

function original(files: Readonly<Record<string, string>> = {}): Sandbox {
  box = sandbox({
    'a.txt': 'one\n',
    '.pitboss/config.toml': CONFIG,
    '.pitboss/play/plan.md': PLAN,
    '.pitboss/play/deferred.md': DEFERRED,
    '.pitboss/play/state.json': `${JSON.stringify(STATE, null, 2)}\n`,
    '.pitboss/grind/prompts/docs.md': '---\nname: docs\n---\nWrite docs.\n',
    '.pitboss/grind/rotations/nightly.toml': 'max_parallel = 2\n',
    ...files,
  });
  return box;
}

describe('pitboss init --import', () => {
  test('makes a configuration of ours and leaves every file of the original as it was', () => {
    const repo = original();
    const before = everything(repo.repo);
    const { code, out } = repo.pitboss('init', '--import');
    expect(code).toBe(0);
    const after = everything(repo.repo);
    expect(Object.fromEntries(Object.keys(before).map((path) => [path, after[path]]))).toEqual(before);
    const text = repo.read('.github/pitboss.yml');
    expect(parseConfig(text, 'pitboss.yml')).toMatchObject({
      ok: true,
      warnings: [],
      config: {
        models: { implementer: 'claude-opus-4-7', fixer: 'claude-sonnet-4-6' },
        retries: { fixer_max_attempts: 3 },
        git: { branch_prefix: 'pitboss/play/', create_pr: false },
        tests: { command: 'cargo test --workspace' },
        budgets: {
          max_total_usd: 12.5,
          pricing: { 'house/model-1': { input_per_million_usd: 1, output_per_million_usd: 2 } },
        },
        agent: { backend: 'claude_code', claude_code: { extra_args: ['--debug'] } },
      },
    });
    expect(out).toContain('.pitboss/config.toml:4: models.implementer taken over\n');
    expect(out).toContain(
      '.pitboss/config.toml:13: git.create_pr taken over: runs on GitHub will open no pull request',
    );
    expect(out).toContain(
      '.pitboss/config.toml:31: grind.transcript_retention left out: the original accepted it and never',
    );
    expect(out).toContain('.pitboss/config.toml:33: typo_section left out: the original has no such key either');
    expect(out).toContain('the plan can be used as it is: 3 phases, next is 02');
    expect(out).toContain('1 open item, 0 deferred phases');
    expect(out).toContain(
      '2 files of grind (prompts, rotations) are read where they stand, rotations in TOML as they are',
    );
    expect(out).toContain(
      "the original's run 20260501T120000Z is unfinished: committed: 01; branch pitboss/play/20260501T120000Z, which does not exist here; 1000 tokens",
    );
    expect(out).toContain(
      'created .github/pitboss.yml\ncreated .github/workflows/pitboss.yml\nkept .pitboss/play/plan.md (already exists)\n',
    );
    expect(repo.pitboss('status').out).toContain('plan: phase 02 of 3');
  });

  test('a second import keeps what the first one wrote and says that nothing went into it', () => {
    const repo = original();
    repo.pitboss('init', '--import');
    const before = everything(repo.repo);
    const { code, err } = repo.pitboss('init', '--import');
    expect([code, err]).toEqual([0, expect.stringContaining('.github/pitboss.yml was there and was kept; nothing of')]);
    expect(everything(repo.repo)).toEqual(before);
  });

  test('reports all that is wrong at once, with lines, and writes nothing', () => {
    const repo = original({
      '.pitboss/config.toml': '[retries]\nfixer_max_attempts = 99\n\n[tests]\ncommand = 7\n',
      '.pitboss/play/plan.md': '---\ncurrent_phase: "01"\n---\n\n# Phase 02: b\n\nx\n\n# Phase 01: a\n\ny\n',
      '.pitboss/play/deferred.md': '## Deferred items\n\nprose\n',
      '.pitboss/play/state.json': '{"run_id": 5}\n',
    });
    const before = everything(repo.repo);
    const refused = repo.pitboss('init', '--import');
    expect(refused.code).toBe(4);
    expect(refused.err).toContain(
      "error: The original's files have 5 problems, so nothing was written. [import_refused]",
    );
    expect(refused.err).toMatch(/config\.toml:2: retries\.fixer_max_attempts must be at most 10\./);
    expect(refused.err).toMatch(/config\.toml:5: tests\.command must be a shell line or a list of texts/);
    expect(refused.err).toMatch(/plan\.md:9: /);
    expect(refused.err).toMatch(/deferred\.md:3: /);
    expect(refused.err).toMatch(/state\.json: is not a state of the original \(run_id: .*; branch: /);
    expect(everything(repo.repo)).toEqual(before);
    expect(JSON.parse(repo.pitboss('init', '--import', '--json').out)).toMatchObject({ ok: false, files: [] });
  });

  test('a dry run reports as JSON and writes nothing', () => {
    const repo = original();
    const before = everything(repo.root);
    const { code, out } = repo.pitboss('init', '--import', '--dry-run', '--json');
    expect(code).toBe(0);
    expect(everything(repo.root)).toEqual(before);
    expect(JSON.parse(out)).toMatchObject({
      schema: 1,
      command: 'init --import',
      dry_run: true,
      ok: true,
      files: [
        { path: '.github/pitboss.yml', action: 'would_create' },
        { path: '.github/workflows/pitboss.yml', action: 'would_create' },
        { path: '.pitboss/play/plan.md', action: 'kept' },
      ],
      plan: { phases: 3, current_phase: '02' },
      deferred: { open: ['tidy up'], phases: 0 },
      grind: ['.pitboss/grind/prompts/docs.md', '.pitboss/grind/rotations/nightly.toml'],
      run: { run_id: '20260501T120000Z', status: 'unfinished', completed: ['01'] },
      problems: [],
    });
    expect(repo.pitboss('init', '--import', '--dry-run').out).toContain(
      '.github/pitboss.yml would hold:\n  # Made from',
    );
  });

  test('prompts that git ignores are named: on GitHub they would not be there', () => {
    box = sandbox();
    box.write({ '.gitignore': '.pitboss/\n', '.pitboss/grind/prompts/a.md': 'x' });
    const { code, err } = box.pitboss('init', '--import', '--dry-run');
    expect([code, err]).toEqual([
      0,
      expect.stringContaining('git ignores .pitboss/grind/prompts/a.md (.gitignore:1: .pitboss/)'),
    ]);
  });

  test('where there is nothing of the original, it says so', () => {
    box = sandbox();
    expect(box.pitboss('init', '--import')).toMatchObject({
      code: 4,
      err: expect.stringContaining('[nothing_to_import]'),
    });
  });
});

test('a default that is another here is told where the file relied on it', () => {
  const repo = original({ '.pitboss/config.toml': '[models]\nfixer = "claude-haiku-4-5"\n' });
  const { out } = repo.pitboss('init', '--import', '--dry-run');
  expect(out).toMatch(/models\.implementer is not set: the original took `claude-opus-4-7`, here it is `\S+`/);
  expect(out).toMatch(/models\.auditor is not set: the original took `claude-opus-4-7`, here it is `\S+`/);
  expect(out).toContain('git.create_pr is not set: the original took `false`, here it is `true`');
  expect(out).not.toContain('models.fixer is not set');
});

test('a finished run is told not to be played again; an existing branch is offered to build on', () => {
  const repo = original({ '.pitboss/play/state.json': JSON.stringify({ ...STATE, post_final_phase: true }) });
  expect(repo.pitboss('init', '--import', '--dry-run').out).toContain(
    'would do phase 02 again, so write a new plan first',
  );
  repo.git('branch', STATE.branch);
  repo.write({ '.pitboss/play/state.json': JSON.stringify(STATE) });
  expect(repo.pitboss('init', '--import', '--dry-run').out).toContain(`\`git switch ${STATE.branch}\` first`);
});
