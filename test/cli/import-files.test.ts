import { describe, expect, test } from '@jest/globals';
import { mapConfig } from '../../src/cli/import/map-config.js';
import { ORIGINAL_KEYS } from '../../src/cli/import/original-keys.js';
import { readOriginalState } from '../../src/cli/import/original-state.js';
import { tomlLines } from '../../src/config/diagnose/toml-lines.js';
import { parseConfig } from '../../src/config/parse-config.js';

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

describe('keys of config.toml', () => {
  test('every key of the original is either in our configuration or left out with a reason', () => {
    for (const name of Object.keys(ORIGINAL_KEYS)) {
      const path = name.replace('*', 'some-model').split('.');
      const [key = '', ...table] = [...path].reverse();
      const toml = `[${table.reverse().join('.')}]\n${key} = ${key === 'some-model' ? '{ input_per_million_usd = 1, output_per_million_usd = 1 }' : 1}\n`;
      const { keys, problems } = mapConfig(toml);
      expect(keys).toHaveLength(1);
      const [mapped] = keys;
      // The value 1 suits few keys; that it is judged at all shows that ours has the key.
      expect(
        mapped?.outcome === 'taken' ? [mapped.key, problems.length <= 1] : [mapped?.key, mapped?.why !== null],
      ).toEqual([path.join('.'), true]);
    }
  });

  test('an agent comes with its keys, and what it needs besides is asked for', () => {
    const whole = mapConfig(
      '[agent]\nbackend = "aider"\n[agent.aider]\nmodel = "gpt-5"\nextra_args = ["--map-tokens", "0"]\n',
    );
    expect(whole.keys.map(({ key, outcome }) => [key, outcome])).toEqual([
      ['agent.backend', 'taken'],
      ['agent.aider.model', 'taken'],
      ['agent.aider.extra_args', 'taken'],
    ]);
    expect(whole.problems).toEqual([]);
    expect(mapConfig('[agent]\nbackend = "aider"\n').problems).toMatchObject([
      { what: expect.stringContaining('agent.aider.model must be set') },
    ]);
  });

  test('a mode of permissions that only Claude Code ever had is left out for the others', () => {
    const { keys } = mapConfig(
      '[agent.codex]\npermission_mode = "plan"\n[agent.claude_code]\npermission_mode = "plan"\n',
    );
    expect(keys).toMatchObject([
      { key: 'agent.codex.permission_mode', outcome: 'left_out', why: expect.stringContaining('never read it') },
      { key: 'agent.claude_code.permission_mode', outcome: 'taken' },
    ]);
  });

  test('the section on grind comes along, and what had no effect gets none unasked', () => {
    const toml = `[grind]
prompts_dir = "chores"
default_rotation = "nightly"
max_parallel = 4
transcript_retention = "bogus"
hook_env_passthrough = ["CI"]
[grind.budgets]
max_iterations = 5
until = 2026-01-31T06:00:00Z
[grind.hooks]
pre_session = "curl x | sh"
`;
    const { text, keys, problems } = mapConfig(toml);
    expect(problems).toEqual([]);
    expect(keys.map(({ key, line, outcome, why }) => [key, line, outcome, why?.split(';')[1]])).toEqual([
      ['grind.prompts_dir', 2, 'taken', undefined],
      ['grind.default_rotation', 3, 'taken', undefined],
      ['grind.max_parallel', 4, 'left_out', ' here it counts, so set it yourself if you want it'],
      ['grind.transcript_retention', 5, 'left_out', ' here it counts, so set it yourself if you want it'],
      ['grind.hook_env_passthrough', 6, 'taken', undefined],
      ['grind.budgets.max_iterations', 8, 'taken', undefined],
      ['grind.budgets.until', 9, 'taken', undefined],
      ['grind.hooks.pre_session', 11, 'left_out', ' here it counts, so set it yourself if you want it'],
    ]);
    const parsed = parseConfig(text, 'x');
    expect(parsed.ok ? parsed.config.grind : parsed.problems).toMatchObject({
      prompts_dir: 'chores',
      default_rotation: 'nightly',
      hook_env_passthrough: ['CI'],
      hooks: {},
      budgets: { max_iterations: 5, until: '2026-01-31T06:00:00.000Z' },
    });
  });

  test('a line for the shell is pointed out, one of plain words is not', () => {
    const noteOf = (command: string) => mapConfig(`[tests]\ncommand = ${JSON.stringify(command)}\n`).keys[0]?.why;
    expect(noteOf('cargo test')).toBeNull();
    expect(noteOf('make test && echo $HOME')).toContain('a shell reads this line here');
  });

  test('a syntax error has its line; an empty file becomes an empty configuration', () => {
    expect(mapConfig('[models]\nplanner = \n').problems).toMatchObject([
      { line: 2, what: expect.stringContaining('is not valid TOML') },
    ]);
    expect(parseConfig(mapConfig('  \n').text, 'x')).toMatchObject({ ok: true, warnings: [] });
  });

  test('a price that lacks something is a mistake, whatever else stands in it', () => {
    const { problems } = mapConfig('[budgets.pricing.m]\ninput = 3\n');
    expect(problems[0]?.what).toMatch(/^budgets\.pricing\.m\.input_per_million_usd is missing/);
  });

  test('rules between keys are checked too', () => {
    const { problems } = mapConfig('[git]\nbranch_prefix = "pitboss/ledger/"\n');
    expect(problems).toHaveLength(1);
  });
});

test.each([
  ['a key in its table', 'x = 1\n[a]\nb = 1\n', ['a', 'b'], 3],
  ['a dotted key', '[a]\nb.c = 1\n', ['a', 'b', 'c'], 2],
  ['a quoted name', '[p."m/1"]\nk = 1\n', ['p', 'm/1', 'k'], 2],
  ['a key that stands in a text of several lines is none', '[a]\nt = """\nb = 2\n"""\nb = 1\n', ['a', 'b'], 5],
  ['a key of the second of several tables of one name', '[[p]]\nn = 1\n[[p]]\nn = 2\n', ['p', '1', 'n'], 4],
  ['a table below the last of several', '[[p]]\n[[p]]\n[p.q]\nn = 2\n', ['p', '1', 'q', 'n'], 4],
  ['an inline table: its own line', '[a]\nb = { c = 1 }\n', ['a', 'b', 'c'], 2],
  ['nothing that is there', '[a]\n', ['z'], null],
])('the line of %s', (_, text, path, line) => {
  expect(tomlLines(text)(path)).toBe(line);
});

describe('state.json', () => {
  test.each(['', ' \n', 'null'])('%j is no run', (text) => {
    expect(readOriginalState(text, null)).toEqual({ ok: true, value: null });
  });

  test.each([
    ['folded', { aborted: true }],
    ['finished', { post_final_phase: true }],
    ['unfinished', {}],
  ])('is %s by its flags; fields that came later may be missing', (status, flags) => {
    expect(readOriginalState(JSON.stringify({ ...STATE, ...flags }), null)).toMatchObject({
      ok: true,
      value: { status },
    });
  });

  test('an old file without the flag is finished when its last phase is done', () => {
    const plan = {
      currentPhase: '01',
      frontmatter: '',
      preamble: '',
      phases: [{ id: '01', title: 'x', body: '', line: 5 }],
    };
    expect(readOriginalState(JSON.stringify(STATE), plan)).toMatchObject({ ok: true, value: { status: 'finished' } });
  });
});
