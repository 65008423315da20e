import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { eventChecks } from '../../src/cli/doctor/workflow-events.js';
import { parseConfig } from '../../src/config/parse-config.js';

const EXAMPLE = readFileSync('examples/workflow/pitboss.yml', 'utf8');
const NIGHT = 'grind:\n  schedules:\n    - cron: "0 3 * * *"\n';

function found(workflow: string | null, config = ''): readonly string[] {
  const parsed = parseConfig(config, 'pitboss.yml');
  if (!parsed.ok) {
    throw new TypeError('a test with a bad configuration');
  }
  return eventChecks(workflow, parsed.config).map(({ name, state }) => `${name}: ${state}`);
}

test('the example takes everything that starts a run', () => {
  expect(found(EXAMPLE)).toEqual([]);
});

test('a schedule of the configuration must stand in the workflow, as it is written there', () => {
  expect(found(EXAMPLE, NIGHT)).toEqual(['workflow_schedule: problem']);
  const with03 = EXAMPLE.replace(
    "    - cron: '17 */6 * * *'\n",
    "    - cron: '17 */6 * * *'\n    - cron: '0 3 * * *'\n",
  );
  expect(found(with03, NIGHT)).toEqual([]);
});

test('an older workflow is told of: no labels, no command by hand', () => {
  const older = EXAMPLE.replace(/ {2}issues:\n {4}types: \[labeled\]\n/, '').replace(
    / {6}command:\n(?: {8}.*\n){3}/,
    '',
  );
  expect(found(older)).toEqual(['workflow_events: warning', 'workflow_events: warning']);
});

test('no workflow, or one that cannot be read, is for another check', () => {
  expect(found(null, NIGHT)).toEqual([]);
  expect(found('on: [', NIGHT)).toEqual([]);
});
