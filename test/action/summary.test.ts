import { expect, test } from '@jest/globals';
import { summaryText } from '../../src/action/summary.js';
import { halts } from '../../src/run/halts.js';
import { grindRecord } from '../run/grind/samples.js';
import { planText, record } from '../run/samples.js';

const TOKEN = 'ghs_0123456789_abcdef';
const job = { workflowUrl: 'https://github.test/o/r/actions/runs/1', repositoryUrl: 'https://github.test/o/r' };
const parts = { secrets: [TOKEN], tools: 'Tools: git' };

test('the summary shows no secret, neither plain nor as Markdown escapes it', () => {
  const halted = record({ status: 'halted', halt: halts.pushRefused(`remote said ${TOKEN}`) });
  const text = summaryText(job, { kind: 'ended', record: halted, planText: planText(3) }, parts);
  expect(text).toContain('remote said');
  expect(text).toContain('secret removed');
  expect(text.replaceAll('\\', '')).not.toContain(TOKEN);
});

test('nor does it where nothing was done', () => {
  const text = summaryText(job, { kind: 'declined', code: 'c', reason: `because of ${TOKEN}` }, parts);
  expect(text).toContain('because of \\[secret removed\\]');
});

test('a reason is text: nothing in it comes alive, and work that was lost is not called nothing', () => {
  const lost = { kind: 'lost', reason: 'GitHub said <img src=x> @team\n# no heading' } as const;
  const text = summaryText(job, lost, parts);
  expect(text).toContain('what was done could not be recorded');
  expect(text).not.toMatch(/(?<!\\)<img|@team|^# no/m);
});

test('a grind run has no plan, and is shown all the same', () => {
  const text = summaryText(job, { kind: 'ended', record: grindRecord(), planText: '' }, parts);
  expect(text).toContain('Rotation `nightly`, 2 sessions');
  expect(text).toContain('| ✅ | 0001 | docs | ok |');
});
