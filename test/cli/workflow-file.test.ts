import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { workflowChecks } from '../../src/cli/doctor/workflow-file.js';

const COMMIT = 'b'.repeat(40);
const EXAMPLE = readFileSync('examples/workflow/pitboss.yml', 'utf8').replaceAll(
  'OWNER/pitboss@COMMIT',
  `me/pitboss@${COMMIT}`,
);

const found = (text: string | null) => workflowChecks(text).map(({ name, state }) => `${name}: ${state}`);

test('our own example is good once it names a commit', () => {
  expect(found(EXAMPLE)).toEqual(['workflow: ok']);
});

test.each([
  ['missing', null, ['workflow: warning']],
  ['no YAML', 'on: [', ['workflow: problem']],
  ['no workflow', 'name: x\n', ['workflow: problem']],
  ['the placeholder', EXAMPLE.replaceAll(`me/pitboss@${COMMIT}`, 'OWNER/pitboss@COMMIT'), ['workflow_step: warning']],
  [
    'a tag',
    EXAMPLE.replaceAll(`me/pitboss@${COMMIT}`, 'me/pitboss@v1'),
    ['workflow_pin: warning', 'workflow_pin: warning'],
  ],
  ['no input', EXAMPLE.replace(/ {6}nonce:\n.*\n.*\n.*\n/, ''), ['workflow_inputs: problem']],
  [
    'a token left on disk',
    EXAMPLE.replace('persist-credentials: false', 'persist-credentials: true'),
    ['workflow_credentials: problem'],
  ],
  [
    'a checkout without a word',
    EXAMPLE.replace(/ {8}with:\n {10}persist-credentials: false\n/, ''),
    ['workflow_credentials: problem'],
  ],
  ['a permission that is missing', EXAMPLE.replace('      contents: write\n', ''), ['workflow_permissions: problem']],
  [
    'every permission',
    EXAMPLE.replace(/ {4}permissions:\n(?: {6}.*\n)+/g, '    permissions: write-all\n'),
    ['workflow_permissions: warning', 'workflow_permissions: warning'],
  ],
  [
    'no permissions at all',
    EXAMPLE.replace(/ {4}permissions:\n(?: {6}.*\n)+/g, '').replace('permissions: {}', ''),
    ['workflow_permissions: warning', 'workflow_permissions: warning'],
  ],
  [
    'no step of ours',
    EXAMPLE.replaceAll(`me/pitboss@${COMMIT}`, 'me/other@v1').replaceAll('-api-key', '-x'),
    ['workflow_step: problem'],
  ],
])('%s', (_, text, expected) => {
  expect(text).not.toBe(EXAMPLE);
  expect(found(text)).toEqual(expected);
});
