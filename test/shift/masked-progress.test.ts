import { expect, test } from '@jest/globals';
import { halts } from '../../src/run/halts.js';
import { announcer } from '../../src/shift/progress-effects.js';
import { FakeGithub, plainApi } from '../land/fake-github.js';
import { tickingClock } from '../land/support.js';
import { config, PLAN, planText, record, trigger } from '../run/samples.js';

const TOKEN = 'ghs_0123456789_abcdef';
const LINES = [
  '-----BEGIN RSA PRIVATE KEY-----',
  'Zmlyc3QgbGluZQ==',
  'c2Vjb25kIGxpbmU=',
  'dGFpbA==',
  '-----END RSA PRIVATE KEY-----',
];

test('secrets in the record and in deferred items reach nobody, whatever Markdown would make of them', async () => {
  const api = new FakeGithub();
  const secrets: string[] = [];
  const github = {
    api: plainApi(api),
    workflowUrl: null,
    repositoryUrl: 'https://github.test/o/r',
    workflowFile: 'pitboss.yml',
    defaultBranch: 'main',
    notes: [],
  };
  const ports = { github, tell: () => {}, land: { clock: tickingClock(), secrets } };
  const shown = announcer(ports, config(), trigger('play', 'k1'));
  // Known only after the announcer was made, as a renewed token is.
  secrets.push(TOKEN, `${LINES.join('\n')}\n`);
  const leak = `leaked ${TOKEN} and\n${LINES.join('\n')}`;
  const halted = record({
    status: 'halted',
    completed: ['01'],
    head_sha: 'c'.repeat(40),
    halt: { ...halts.noChanges(), what: leak, why: leak, fix: leak },
    tests: { label: 'npm test', passed: false, summary: leak, seconds: 1 },
  });
  const files = {
    record: halted,
    planText: planText(3),
    deferredText: `## Deferred items\n\n- [ ] ${leak.replaceAll('\n', ' ')}\n`,
    events: '',
  };
  await shown.show(files, PLAN, 'end');
  const bodies = [...api.comments.values(), api.pull?.title ?? '', api.pull?.body ?? '', JSON.stringify(api.checks)];
  // The two comments, the body of the pull request and the check; its title names no reason.
  expect(api.comments.size).toBe(2);
  expect(bodies.filter((text) => text.includes('secret removed')).length).toBeGreaterThanOrEqual(4);
  for (const body of bodies.map((text) => text.replaceAll('\\', ''))) {
    for (const part of [TOKEN, ...LINES.slice(1, -1)]) {
      expect(body).not.toContain(part);
    }
  }
});
