import { describe, expect, test } from '@jest/globals';
import { type Actions, commandTree } from '../../../src/cli/command-tree.js';
import { budgetsOf } from '../../../src/cli/grind/budget-flags.js';
import type { GrindOptions } from '../../../src/cli/grind/grind-command.js';
import { errorReport } from '../../../src/cli/report-error.js';

interface Parsed {
  readonly called: readonly (readonly unknown[])[];
  /** What the program would print, and its exit code. */
  readonly error: ReturnType<typeof errorReport> | null;
}

const nothing = async () => {};
const NONE: Actions = {
  init: nothing,
  doctor: nothing,
  plan: nothing,
  play: nothing,
  rebuy: nothing,
  sweep: nothing,
  status: nothing,
  note: nothing,
  fold: nothing,
  grind: nothing,
  skip: nothing,
  pause: nothing,
  prompts: { list: nothing, validate: nothing, create: nothing },
  completion: nothing,
};

/** What a command line comes to. */
async function parsed(...words: readonly string[]): Promise<Parsed> {
  const called: unknown[][] = [];
  const tree = commandTree(
    {
      ...NONE,
      rebuy: async (run, options) => void called.push(['rebuy', run, options]),
      grind: async (options) => void called.push(['grind', options]),
      skip: async (run) => void called.push(['skip', run]),
      pause: async (run) => void called.push(['pause', run]),
    },
    '0.0.0',
  );
  try {
    await tree.parseAsync([...words], { from: 'user' });
    return { called, error: null };
  } catch (error) {
    return { called, error: errorReport(error, false) };
  }
}

async function grindOptions(...words: readonly string[]): Promise<GrindOptions> {
  const options = (await parsed('grind', ...words)).called[0]?.[1];
  return typeof options === 'object' && options !== null ? options : {};
}

describe('pitboss grind', () => {
  test('takes budgets, a rotation, a folder of prompts and a run', async () => {
    const options = await grindOptions(
      ...['--rotation', 'nightly', '--prompts-dir', 'here', '--max-iterations', '4', '--max-cost', '$2.50'],
      ...['--max-tokens', '1000', '--until', '2026-01-31T06:00:00+01:00'],
    );
    expect(options).toMatchObject({ rotation: 'nightly', promptsDir: 'here' });
    expect(await grindOptions('--rotation', 'nightly', '--resume', '2026')).toMatchObject({ resume: '2026' });
    expect(budgetsOf(options)).toEqual({
      max_iterations: 4,
      max_cost_usd: 2.5,
      max_tokens: 1000,
      until: '2026-01-31T06:00:00+01:00',
    });
  });

  test('has no budget where none was written, and 0 is one', async () => {
    expect(budgetsOf(await grindOptions())).toEqual({});
    expect(budgetsOf(await grindOptions('--max-iterations', '0'))).toEqual({ max_iterations: 0 });
  });

  test('resumes the newest run where none is named', async () => {
    expect(await grindOptions('--resume')).toMatchObject({ resume: true });
  });

  test.each([
    ['--max-iterations', '-1'],
    ['--max-iterations', '1.5'],
    ['--max-iterations', ''],
    ['--max-iterations', '1000001'],
    ['--max-tokens', 'many'],
    ['--max-tokens', '99999999999999999999'],
    ['--max-cost', '-2'],
    ['--max-cost', '1e9'],
    ['--max-cost', ''],
    ['--until', 'tomorrow'],
    ['--until', '2026-01-31T06:00:00'],
    ['--rotation', '../x'],
  ])('refuses %s %j as a usage error in three parts', async (flag, value) => {
    const { called, error } = await parsed('grind', `${flag}=${value}`);
    expect([called, error?.exitCode]).toEqual([[], 2]);
    expect(error?.lines).toEqual([
      expect.stringMatching(new RegExp(`^error: Option '${flag} .*' is invalid\\. .*\\. \\[usage\\]$`)),
      expect.stringContaining('nothing was done'),
      expect.stringContaining('pitboss help'),
    ]);
  });

  test.each([
    ['--resume', '--continue'],
    ['--dry-run', '--pr'],
  ])('refuses %s together with %s', async (one, other) => {
    expect((await parsed('grind', one, other)).error).toMatchObject({ exitCode: 2 });
  });

  test('tells its options and exit codes when asked for help', () => {
    const grind = commandTree(NONE, '0.0.0').commands.find((command) => command.name() === 'grind');
    let help = '';
    grind?.configureOutput({ writeOut: (text) => (help += text) }).outputHelp();
    for (const word of ['--dry-run', '--pr', '--require-pr', '--resume [run]', '--continue', '--prompts-dir <path>']) {
      expect(help).toContain(word);
    }
    expect([...help.matchAll(/^ {2}(\d) {2}\S/gm)].map(([, code]) => code)).toEqual([...'0123456']);
  });
});

test('rebuy takes the same budgets', async () => {
  const { called } = await parsed('rebuy', '2026', '--max-iterations', '9');
  expect(called).toEqual([['rebuy', '2026', expect.objectContaining({ maxIterations: 9 })]]);
});

test.each(['skip', 'pause'])('%s takes a run, or none', async (verb) => {
  expect((await parsed(verb)).called).toEqual([[verb, undefined]]);
  expect((await parsed(verb, '2026')).called).toEqual([[verb, '2026']]);
});
