import { describe, expect, test } from '@jest/globals';
import type { Config } from '../../src/config/config.js';
import { carriedOut, shellAgent, testCommand } from './support.js';

/** Detection as in a project that configures nothing. */
const detected = (config: Config): Config => ({ ...config, tests: { ...config.tests, command: undefined } });
const MAKEFILE = { Makefile: 'test:\n\ttrue\n' };

describe('tests', () => {
  test('that the base had and the phase took away halt it', async () => {
    const agent = shellAgent({ implementer: 'rm Makefile; echo done > 01.txt' });
    const done = await carriedOut({ agent, tree: MAKEFILE, config: detected });
    expect(done.result).toMatchObject({
      kind: 'refusal',
      halt: { code: 'tests_unusable', why: expect.stringContaining('make test') },
    });
  });

  test('that the base had are still missed when the unit is resumed', async () => {
    const order = { stage: 'test', wip_sha: 'f'.repeat(40), base_tests: 'make test' } as const;
    const done = await carriedOut({ agent: shellAgent({}), tree: { '01.txt': '' }, order, config: detected });
    expect(done.result).toMatchObject({ halt: { code: 'tests_unusable' } });
  });

  test('that nobody ever had are no reason to stop', async () => {
    const done = await carriedOut({ agent: shellAgent({ implementer: 'echo done > 01.txt' }), config: detected });
    expect(done.result).toMatchObject({ kind: 'tree', progress: { tests: { label: null }, baseTests: null } });
  });
});

describe('the command that judges a phase', () => {
  const NPM = (test: string) => `{"scripts":{"test":"${test}"}}`;
  const swaps = (test: string) => `echo done > 01.txt; echo '${NPM(test)}' > package.json`;
  const allowed = (config: Config): Config => ({ ...detected(config), protect: { ...config.protect, tests: 'allow' } });

  test.each([
    ['a weaker script', { 'package.json': NPM('false') }, swaps('true'), 'package.json: test: `false` became `true`'],
    [
      'no script',
      { 'package.json': NPM('false'), ...MAKEFILE },
      swaps(' '),
      'package.json: test: `false` became nothing',
    ],
    [
      'a weaker rule',
      { Makefile: 'test:\n\tfalse\n' },
      'printf "test:\\n\\ttrue\\n" > Makefile; touch 01.txt',
      'Makefile: test: `false` became `true`',
    ],
  ])('may not become %s', async (_, tree, implementer, why) => {
    const done = await carriedOut({ agent: shellAgent({ implementer }), tree, config: detected });
    expect(done.result).toMatchObject({
      kind: 'refusal',
      halt: { code: 'tests_changed', why: expect.stringContaining(why), fix: expect.stringContaining('protect.tests') },
    });
    expect(done.kinds('tests_started')).toEqual([]);
  });

  test('may not become a weaker script behind a configured line either', async () => {
    const done = await carriedOut({
      agent: shellAgent({ implementer: swaps('true') }),
      tree: { 'package.json': NPM('false') },
      config: (config) => ({ ...config, tests: { ...config.tests, command: 'npm test' } }),
    });
    expect(done.result).toMatchObject({ halt: { code: 'tests_changed' } });
  });

  test('is not compared with one that people have replaced since the unit began', async () => {
    const done = await carriedOut({
      agent: shellAgent({}),
      tree: { '01.txt': '' },
      order: {
        stage: 'test',
        wip_sha: 'f'.repeat(40),
        base_tests: 'tests',
        base_command: { argv: ['npm', 'test'], scripts: { 'package.json: test': 'jest' } },
      },
      config: (config) => ({ ...config, tests: { ...config.tests, command: ['true'] } }),
    });
    expect(done.result).toMatchObject({ kind: 'tree' });
  });

  test('may change where the configuration allows it, and that is shown', async () => {
    const done = await carriedOut({
      agent: shellAgent({ implementer: swaps('echo new') }),
      tree: { 'package.json': NPM('echo old') },
      config: allowed,
    });
    expect(done.result).toMatchObject({
      kind: 'tree',
      progress: { tests: { passed: true, changed: ['package.json: test: `echo old` became `echo new`'] } },
    });
    expect(done.kinds('warning')).toEqual(['warning']);
  });

  test('stays the one of the base when the phase adds files that suggest another', async () => {
    const agent = shellAgent({ implementer: swaps('exit 1') });
    const done = await carriedOut({ agent, tree: MAKEFILE, config: detected });
    expect(done.result).toMatchObject({ kind: 'tree', progress: { tests: { label: 'make test' } } });
  });

  test('stays the one of the base when the unit is resumed on another machine', async () => {
    const order = {
      stage: 'test',
      wip_sha: 'f'.repeat(40),
      base_tests: 'make test',
      base_command: { argv: ['make', 'test'] satisfies [string, ...string[]], scripts: { 'Makefile: test': 'true' } },
    } as const;
    const tree = { ...MAKEFILE, 'package.json': NPM('exit 1'), '01.txt': '' };
    const done = await carriedOut({
      agent: shellAgent({}),
      tree,
      order: { ...order, base_command: { ...order.base_command } },
      config: detected,
    });
    expect(done.result).toMatchObject({ kind: 'tree', progress: { tests: { label: 'make test' } } });
  });

  test('is whatever the phase brings where the base had none', async () => {
    const done = await carriedOut({ agent: shellAgent({ implementer: swaps('echo first') }), config: detected });
    expect(done.result).toMatchObject({ kind: 'tree', progress: { tests: { label: 'npm test', passed: true } } });
  });
});

describe('money', () => {
  test('is not spent while what was spent cannot be recorded', async () => {
    const done = await carriedOut({
      agent: shellAgent({ implementer: 'echo done > 01.txt', fixer: 'echo fixed > 01.txt' }),
      config: testCommand('grep fixed 01.txt'),
      ports: { save: async () => false },
    });
    expect(done.result).toMatchObject({ kind: 'interruption', reason: 'unsaved', progress: { dispatches: 1 } });
  });
});

test('white space in deferred.md is no work', async () => {
  const agent = shellAgent({ implementer: 'printf "\\n\\n" > .pitboss/play/deferred.md' });
  const done = await carriedOut({ agent });
  expect(done.result).toMatchObject({ kind: 'refusal', halt: { code: 'no_changes' }, progress: { dispatches: 2 } });
});
