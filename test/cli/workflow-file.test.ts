import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { workflowChecks } from '../../src/cli/doctor/workflow-file.js';

const COMMIT = 'b'.repeat(40);
const EXAMPLE = readFileSync('examples/workflow/pitboss.yml', 'utf8').replaceAll(
  'OWNER/pitboss@COMMIT',
  `me/pitboss@${COMMIT}`,
);

const found = (text: string | null) => workflowChecks(text).map(({ name, state }) => `${name}: ${state}`);

/** What takes no sessions needs the permissions of every other job. */
const FLEET = ['workflow_permissions: problem', 'workflow_fleet: problem'];

test('our own example is good once it names a commit, and has jobs for sessions side by side', () => {
  expect(workflowChecks(EXAMPLE)).toMatchObject([{ name: 'workflow', state: 'ok' }]);
  expect(JSON.stringify(workflowChecks(EXAMPLE))).toContain('jobs for sessions side by side');
});

test('a workflow from before there were such jobs is good as well', () => {
  const old = EXAMPLE.slice(0, EXAMPLE.indexOf('\n  # One session of a grind run each')).replace(
    'fleet: true',
    'fleet: false',
  );
  expect(found(old)).toEqual(['workflow: ok']);
  expect(JSON.stringify(workflowChecks(old))).not.toContain('side by side');
});

test.each([
  ['missing', null, ['workflow: warning']],
  ['no YAML', 'on: [', ['workflow: problem']],
  ['no workflow', 'name: x\n', ['workflow: problem']],
  ['the placeholder', EXAMPLE.replaceAll(`me/pitboss@${COMMIT}`, 'OWNER/pitboss@COMMIT'), ['workflow_step: warning']],
  [
    'a tag',
    EXAMPLE.replaceAll(`me/pitboss@${COMMIT}`, 'me/pitboss@v1'),
    Array.from({ length: 4 }, () => 'workflow_pin: warning'),
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
    Array.from({ length: 3 }, () => 'workflow_permissions: warning'),
  ],
  [
    'no permissions at all',
    EXAMPLE.replace(/ {4}permissions:\n(?: {6}.*\n)+/g, '').replace('permissions: {}', ''),
    Array.from({ length: 3 }, () => 'workflow_permissions: warning'),
  ],
  ['sessions that nobody takes', EXAMPLE.replace('task: session', 'task: shift'), FLEET],
  ['sessions that nobody lands', EXAMPLE.replace('task: land', 'task: shift'), ['workflow_fleet: problem']],
  [
    'no step of ours',
    EXAMPLE.replaceAll(`me/pitboss@${COMMIT}`, 'me/other@v1').replaceAll('-api-key', '-x'),
    ['workflow_step: problem'],
  ],
])('%s', (_, text, expected) => {
  expect(text).not.toBe(EXAMPLE);
  expect(found(text)).toEqual(expected);
});
