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
