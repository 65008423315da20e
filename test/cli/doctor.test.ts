import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { planText } from '../run/samples.js';
import { everything, type Sandbox, sandbox } from './support/sandbox.js';

interface Check {
  readonly name: string;
  readonly state: string;
  readonly what: string;
  readonly why: string | null;
  readonly fix: string | null;
}

const WORKFLOW = `
on:
  issue_comment: { types: [created] }
  issues: { types: [labeled] }
  workflow_dispatch:
    inputs: { run-id: { type: string }, nonce: { type: string }, command: { type: string } }
permissions: { actions: write, contents: write, issues: write, pull-requests: write }
jobs:
  shift:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@${'a'.repeat(40)}
        with: { persist-credentials: false }
      - uses: me/pitboss@${'b'.repeat(40)}
`;

/** A repository with nothing to complain about. */
const SOUND = {
  'package.json': '{"scripts": {"test": "node --test"}}\n',
  '.github/pitboss.yml': 'agent: { backend: script }\n',
  '.github/workflows/pitboss.yml': WORKFLOW,
  '.pitboss/play/plan.md': planText(2),
  '.pitboss/agent-script.yml': 'otherwise:\n  edits: [{ path: "{unit}.txt", content: "done\\n" }]\n',
};

let box: Sandbox;
beforeEach(() => {
  box = sandbox(SOUND);
});
afterEach(() => box.close());

function checks(env: Record<string, string> = {}): readonly Check[] {
  const { out } = box.pitbossIn({ env }, 'doctor', '--json');
  const report: { readonly checks: readonly Check[] } = JSON.parse(out);
  return report.checks;
}

const notGood = (env?: Record<string, string>) => checks(env).filter(({ state }) => state !== 'ok');
const named = (name: string, env?: Record<string, string>) => checks(env).filter((check) => check.name === name);

/** Puts a program of a few lines on a PATH of its own and returns the environment with it. */
function withProgram(name: string, script: string): Record<string, string> {
  const bin = join(box.root, 'bin');
  mkdirSync(bin, { recursive: true });
  writeFileSync(join(bin, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  return { PATH: `${bin}:${process.env.PATH ?? ''}` };
}

test('a sound repository passes; nothing is written anywhere', () => {
  const before = everything(box.root);
  const { code, out } = box.pitboss('doctor');
  expect(out).toMatch(/\d+ checks: 0 problems, 0 warnings\n$/);
  expect(code).toBe(0);
  expect(everything(box.root)).toEqual(before);
});

test('--json has a stable shape', () => {
  const { code, out } = box.pitboss('doctor', '--json');
  const report = JSON.parse(out);
  expect([code, report.schema, report.command, report.ok]).toEqual([0, 1, 'doctor', true]);
  expect(report.checks.map(({ name }: Check) => name)).toEqual([
    'git',
    'node',
    'configuration',
    'plan',
    'tests',
    'agent',
    'price_planner',
    'price_implementer',
    'price_auditor',
    'price_fixer',
    'workflow',
    'repository',
    'default_branch',
    'base',
    'prompts',
    'instructions',
    'runs',
  ]);
  expect(report.checks[0]).toEqual({
    name: 'git',
    state: 'ok',
    what: expect.stringMatching(/^git \d/),
    why: null,
    fix: null,
  });
});

test('every finding says what, why and what to do, and a problem makes the exit code 1', () => {
  box.write({ '.github/pitboss.yml': 'retries: { fixer_max_attempts: 99 }\nmodel: x\ntests: { timeout: -1 }\n' });
  const { code, out } = box.pitboss('doctor');
  expect(code).toBe(1);
  expect(out).toContain(
    'problem  .github/pitboss.yml:1: retries.fixer_max_attempts must be at most 10. [configuration]\n',
  );
  for (const check of notGood()) {
    expect([check.name, Boolean(check.what && check.why && check.fix)]).toEqual([check.name, true]);
  }
  // All of the file's mistakes, not the first alone.
  expect(named('configuration').map(({ state }) => state)).toEqual(['problem', 'warning', 'problem']);
});

test('what only a readable configuration could say is not told in its stead', () => {
  box.write({ '.github/pitboss.yml': 'agent: { backend: scrpt }\n' });
  expect(named('configuration')).toMatchObject([{ state: 'problem', fix: 'Did you mean `script`?' }]);
  expect([...named('agent'), ...named('tests'), ...named('model_key')]).toEqual([]);
});

test('a configuration that is there and cannot be read is no missing one', () => {
  rmSync(join(box.repo, '.github/pitboss.yml'));
  mkdirSync(join(box.repo, '.github/pitboss.yml'));
  expect(named('configuration')).toMatchObject([{ state: 'problem', why: 'it is a folder' }]);
});

test('outside of a repository, and in one without a commit, that is the finding', () => {
  const none = box.pitbossIn({ folder: '..', env: { GIT_CEILING_DIRECTORIES: '/' } }, 'doctor');
  expect([none.code, none.out]).toEqual([1, expect.stringContaining('This is not a git repository.')]);
  box.git('update-ref', '-d', 'HEAD');
  expect(named('repository')).toMatchObject([{ state: 'problem', what: 'The repository has no commit yet.' }]);
});

describe('programs', () => {
  test('a git that is too old is a problem, and nothing else is asked of it', () => {
    expect(notGood(withProgram('git', 'echo git version 2.30.1'))).toMatchObject([
      { name: 'git', state: 'problem', what: 'git 2.30.1 is too old.' },
    ]);
  });

  test('the agent’s program is asked for its version, without any key in its environment', () => {
    box.write({ '.github/pitboss.yml': 'agent: { backend: claude_code }\n' });
    const env = withProgram('claude', 'test -z "$ANTHROPIC_API_KEY" && echo "2.1.330 (Claude Code)"');
    const key = 'sk-ant-do-not-print-me';
    const { out } = box.pitbossIn({ env: { ...env, ANTHROPIC_API_KEY: key } }, 'doctor');
    expect(out).toContain('claude-code: claude, 2.1.330 (tested: 2.1.329 up to, but not, 2.2.0)');
    expect(out).toContain('ANTHROPIC_API_KEY is set');
    expect(out).not.toContain(key);
  });

  test.each([
    ['2.1.7 (Claude Code)', 'warning', 'not a version that Pitboss was tested with'],
    ['1.0.9 (Claude Code)', 'problem', 'too old'],
    ['something else', 'warning', 'version unknown'],
  ])('an agent that says %s is a %s', (says, state, words) => {
    box.write({ '.github/pitboss.yml': 'agent: { backend: claude_code }\n' });
    expect(named('agent', withProgram('claude', `echo "${says}"`))).toMatchObject([
      { state, what: expect.stringContaining(words) },
    ]);
  });

  test('the key of each provider that a role needs is looked at, and no other', () => {
    box.write({ '.github/pitboss.yml': 'agent: { roles: { auditor: { backend: codex } } }\n' });
    const env = { ANTHROPIC_API_KEY: 'a', GEMINI_API_KEY: 'g' };
    expect(named('model_key', env)).toMatchObject([{ state: 'ok', what: 'ANTHROPIC_API_KEY is set' }]);
    expect(named('model_key_openai', env)).toMatchObject([
      { state: 'warning', why: expect.stringContaining('None of CODEX_API_KEY, OPENAI_API_KEY is in the environment') },
    ]);
    expect(named('model_key_gemini', env)).toEqual([]);
  });

  test('every agent in use is looked at, with the key and the price of each', () => {
    box.write({
      '.github/pitboss.yml': 'agent: { backend: script, fallback: { backend: claude_code, model: new } }\n',
    });
    const env = withProgram('claude', 'echo "2.1.329 (Claude Code)"');
    expect(named('agent', env)).toMatchObject([{ what: expect.stringContaining('scripted agent') }]);
    expect(named('agent_claude_code', env)).toMatchObject([{ state: 'ok' }]);
    expect(named('model_key', env)).toMatchObject([{ state: 'warning' }]);
    expect(named('price_fallback', env)).toMatchObject([{ what: expect.stringContaining('new') }]);
  });

  test('one that is missing or fails is a problem, and a missing key a warning', () => {
    box.write({ '.github/pitboss.yml': 'agent: { claude_code: { binary: no-such-agent } }\n' });
    expect(named('agent')).toMatchObject([{ state: 'problem', what: expect.stringContaining('was not found') }]);
    expect(named('model_key')).toMatchObject([{ state: 'warning', what: 'No model key of anthropic is set.' }]);
    box.write({ '.github/pitboss.yml': 'agent: { claude_code: { binary: broken } }\n' });
    expect(named('agent', withProgram('broken', 'exit 3'))).toMatchObject([
      { state: 'problem', what: expect.stringContaining('--version` failed') },
    ]);
  });

  test('output without end is cut, not waited for', () => {
    box.write({ '.github/pitboss.yml': 'agent: { claude_code: { binary: endless } }\n' });
    const [check] = named('agent', withProgram('endless', 'head -c 100000 /dev/zero | tr "\\0" x; echo'));
    expect(check?.what.length).toBeLessThan(5_000);
  });

  test('a scripted agent without its script is a problem', () => {
    box.write({ '.github/pitboss.yml': 'agent: { backend: script, script: { file: gone.yml } }\n' });
    expect(named('agent')).toMatchObject([{ state: 'problem', why: expect.stringContaining('gone.yml') }]);
  });
});

describe('the project', () => {
  test.each([
    ['missing', null, 'warning', /There is no \.pitboss/],
    [
      'broken, with its line',
      '---\ncurrent_phase: "01"\n---\n\n# Phase 02: b\n\n# Phase 01: a\n',
      'problem',
      /plan\.md:7: /,
    ],
  ])('a plan that is %s', (_, text, state, words) => {
    box.git('rm', '--quiet', '--cached', '.pitboss/play/plan.md');
    if (text === null) {
      box.git('clean', '-qfx', '.pitboss/play');
    } else {
      box.write({ '.pitboss/play/plan.md': text });
    }
    expect(named('plan')).toMatchObject([{ state, what: expect.stringMatching(words) }]);
  });

  test('the plan of `init` as it was written, and no tests', () => {
    box.git('rm', '--quiet', '-r', '.pitboss/play', 'package.json');
    box.pitboss('init');
    expect(named('plan')).toMatchObject([{ state: 'warning', what: expect.stringContaining('still the one') }]);
    expect(named('tests')).toMatchObject([{ state: 'warning' }]);
  });

  test('files that git ignores, that differ on the default branch, and a base with filters', () => {
    box.write({ '.gitattributes': '*.bin filter=lfs\n' });
    box.commit();
    box.write({ '.github/pitboss.yml': 'agent: { backend: script }\ngit: { create_pr: false }\n' });
    expect(notGood().map(({ name, state }) => [name, state])).toEqual([
      ['default_branch_differs', 'warning'],
      ['base', 'problem'],
    ]);
    box.write({ '.github/pitboss.yml': 'agent: { backend: script }\nprotect: { lfs: allow }\n' });
    expect(named('base')).toMatchObject([{ state: 'warning', why: '.gitattributes:1 filter=lfs.' }]);
    box.git('rm', '--quiet', '--cached', '.pitboss/play/plan.md');
    box.write({ '.gitignore': '.pitboss/\n' });
    expect(named('ignored_by_git')).toMatchObject([{ what: 'git ignores .pitboss/play/plan.md.' }]);
  });
});
