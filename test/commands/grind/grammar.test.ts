import { describe, expect, test } from '@jest/globals';
import { problemText } from '../../../src/commands/answers/answer-text.js';
import { parseComment } from '../../../src/commands/grammar/parse-comment.js';

function read(line: string): unknown {
  const command = parseComment(line)[0]?.command;
  return command?.ok === true ? command.value : command === undefined ? null : problemText(command.error);
}

describe('/pitboss grind', () => {
  test('alone means the configured rotation, from its beginning, with the budgets that hold anyway', () => {
    expect(read('/pitboss grind')).toEqual({ verb: 'grind', rotation: null, budgets: {}, carry: false });
  });

  test('takes a rotation, every budget, and goes on where earlier runs ended', () => {
    const line =
      '/pitboss grind --rotation nightly --max-iterations 20 --max-cost=2.50 --max-tokens 900000 --until 2026-01-31T06:00:00+01:00 --continue';
    expect(read(line)).toEqual({
      verb: 'grind',
      rotation: 'nightly',
      budgets: { max_iterations: 20, max_cost_usd: 2.5, max_tokens: 900_000, until: '2026-01-31T06:00:00+01:00' },
      carry: true,
    });
  });

  test('takes dollars with and without their sign', () => {
    expect(read('/pitboss grind --max-cost $5')).toMatchObject({ budgets: { max_cost_usd: 5 } });
    expect(read('/pitboss grind --max-cost 5')).toMatchObject({ budgets: { max_cost_usd: 5 } });
  });

  test.each([
    ['--max-iterations 0', 'a whole number from 1'],
    ['--max-iterations 1000001', 'a whole number from 1'],
    ['--max-iterations 1e3', 'a whole number from 1'],
    ['--max-cost 0', 'an amount of US dollars above 0'],
    ['--max-cost -1', 'an amount of US dollars above 0'],
    ['--max-cost 5€', 'an amount of US dollars above 0'],
    ['--max-cost 1000001', 'an amount of US dollars above 0'],
    ['--max-tokens 1.5', 'a whole number from 1'],
    ['--until tomorrow', 'an instant with its zone'],
    ['--until 2026-01-31T06:00:00', 'an instant with its zone'],
    ['--rotation ../secrets', 'the name of a rotation'],
    ['--max-cots 5', 'Did you mean `--max-cost`?'],
    ['--continue=yes', 'one argument too many'],
    ['nightly', 'one argument too many'],
  ])('refuses %s and says what fits', (words, expected) => {
    expect(read(`/pitboss grind ${words}`)).toContain(expected);
  });

  test('is what a slip of the finger is taken for', () => {
    expect(read('/pitboss gring')).toContain('Did you mean `grind`?');
  });
});

describe('steering', () => {
  test.each([
    ['/pitboss skip', { verb: 'skip', runId: null }],
    ['/pitboss next', { verb: 'skip', runId: null }],
    ['/pitboss pause 20260102T030405Z-0a1b2c', { verb: 'pause', runId: '20260102T030405Z-0a1b2c' }],
    ['/pitboss drain', { verb: 'pause', runId: null }],
  ])('%s is understood', (line, command) => {
    expect(read(line)).toEqual(command);
  });

  test('rebuy takes the same budgets as grind', () => {
    expect(read('/pitboss rebuy --max-cost $10 --max-iterations 40')).toMatchObject({
      verb: 'rebuy',
      budgets: { max_cost_usd: 10, max_iterations: 40 },
    });
    expect(read('/pitboss rebuy')).toMatchObject({ budgets: {} });
  });
});
