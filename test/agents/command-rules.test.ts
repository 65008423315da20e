import { expect, test } from '@jest/globals';
import { commandRules } from '../../src/agents/claude-code/command-rules.js';

test.each([
  ['npm test', ['Bash(npm test:*)']],
  ['npm run lint:fix -- --max=1', ['Bash(npm run lint:fix -- --max=1:*)']],
  ['npm ci && npm test', ['Bash(npm ci:*)', 'Bash(npm test:*)']],
  ['  go   test ./... ', ['Bash(go test ./...:*)']],
  ['CI=true NODE_ENV=test npm test', ['Bash(npm test:*)']],
])('%s becomes a rule for each command of it', (line, rules) => {
  expect(commandRules([line])).toEqual(rules);
});

test.each([
  '',
  ' && ',
  'CI=true',
  'npm test; rm -rf /',
  'npm test | tee log',
  'npm test || true',
  'npm test & sleep 1',
  'npm test > log',
  'npm test $(whoami)',
  'npm test `whoami`',
  'npm test --grep "a b"',
  "sh -c 'npm test'",
  'npm test *',
  'npm test), Bash(curl',
  'npm test,Bash',
  'npm test\\',
  '*',
  '~/run',
  'A=$(id) npm test',
])('%s is left out rather than widened', (line) => {
  expect(commandRules([line])).toEqual([]);
});

test('a line that is named twice is one rule', () => {
  expect(commandRules(['npm test', 'npm  test', 'npm ci && npm test'])).toEqual(['Bash(npm test:*)', 'Bash(npm ci:*)']);
});
