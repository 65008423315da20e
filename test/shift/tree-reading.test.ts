import { afterEach, expect, test } from '@jest/globals';
import type { Config } from '../../src/config/config.js';
import { shellAgent } from '../work/support.js';
import { type ShiftScene, shiftScene } from './support.js';

let world: ShiftScene;
afterEach(() => world.dispose());

const TEST_FILE = "test('adds', () => {\n  expect(1 + 1).toBe(2);\n});\n";
const tests = (command: string) => (config: Config) => ({
  ...config,
  tests: { ...config.tests, command, baseline: 'ignore' as const },
});
const agent = shellAgent({ implementer: 'echo done > 01.txt' });

async function played(command: string) {
  world = await shiftScene({ base: { 'a.txt': 'one\n', 'sum.test.js': TEST_FILE }, phases: 1 });
  const { told } = await world.shift({ agent, config: tests(command) });
  const branch = `refs/heads/pitboss/play/${world.runId}`;
  return {
    record: await world.record(),
    landed: world.remoteGit('diff', '--name-only', world.base, branch).split('\n').sort(),
    warnings: told.flatMap((event) => (event.kind === 'warning' ? [event.message] : [])),
  };
}

test('what lands is the tree as the tests left it, and people are told what they changed', async () => {
  const { record, landed, warnings } = await played('echo made > made.txt');
  expect(record.status).toBe('finished');
  expect(landed).toEqual(['01.txt', 'made.txt']);
  expect(warnings).toEqual(['running the tests changed `made.txt`; that is compared and lands as they left it']);
});

test('tests that change nothing are nothing to tell', async () => {
  const { landed, warnings } = await played('true');
  expect([landed, warnings]).toEqual([['01.txt'], []]);
});

test('what the tests themselves take away from the tests is found before it lands', async () => {
  const { record, landed } = await played('rm -f sum.test.js');
  expect(record.halt?.code).toBe('tests_weakened');
  expect(landed).toEqual(['']);
});
