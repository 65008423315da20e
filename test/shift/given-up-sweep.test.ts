import { expect, test } from '@jest/globals';
import type { Config } from '../../src/config/config.js';
import { agent, open, rules, tick } from './sweeping.js';

const failing = (config: Config): Config => ({
  ...rules({ trigger_min_items: 1 })(config),
  retries: { ...config.retries, fixer_max_attempts: 0 },
  tests: { ...config.tests, command: 'test ! -e swept.txt', baseline: 'ignore' },
});

test.each([
  ['before another phase', 2, ['01', '02']],
  ['after the last one', 1, ['01']],
])('a sweep that is given up %s leaves no kept tree behind', async (_name, phases, completed) => {
  const scene = await open({ phases });
  const swept = agent(['a'], `${tick('a')}; echo swept > swept.txt`);
  await scene.shift({ agent: swept, config: failing });
  expect(await scene.record()).toMatchObject({ status: 'halted', halt: { code: 'tests_failed' } });
  expect(scene.tip('refs/pitboss/wip')).not.toBeNull();

  await scene.command('rebuy', { sweep: 'skip' });
  await scene.shift({ agent: swept, config: failing });
  expect(await scene.record()).toMatchObject({ status: 'finished', completed, orders: {}, sweeps: [] });
  expect(scene.tip('refs/pitboss/wip')).toBeNull();
});
