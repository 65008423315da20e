import { expect, test } from '@jest/globals';
import { checkHouse } from '../../tools/house/check.js';

const HELPER = ['test/support/mock-github.ts', 'export const mockGithub = () => 1;\n'] as const;

test('nock is used through the helper that gives the network back, and only so', () => {
  const alone = "import nock from 'nock';\nvoid nock;\n";
  const helped = `${alone}import { mockGithub } from '../support/mock-github.js';\nmockGithub();\n`;
  expect(checkHouse(new Map([HELPER, ['test/app/app.test.ts', helped]]))).toEqual([]);
  expect(checkHouse(new Map([['test/app/app.test.ts', alone]]))).toMatchObject([
    { path: 'test/app/app.test.ts', line: 1, rule: 'mocks' },
  ]);
});
