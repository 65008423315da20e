import { expect, test } from '@jest/globals';
import { acceptComment } from '../../src/commands/accept.js';
import { needsPerson, tellDeclined } from '../../src/commands/answers/tell-declined.js';
import { runIdFor } from '../../src/run/ids.js';
import { AT, createHub, eventOf, portsOf } from './fake-github.js';

const RUN = runIdFor(AT, '100-0');

test.each([
  ['config_invalid', `/pitboss rebuy ${RUN}`],
  ['plan_invalid', `/pitboss fold ${RUN}`],
  ['unknown_prompt', `/pitboss rebuy ${RUN}`],
])('a shift that declined for %s tells the issue once, with what to do', async (code, command) => {
  const hub = createHub();
  await acceptComment(eventOf(hub, '/pitboss play'), portsOf(hub));
  for (const process of [portsOf(hub), portsOf(hub)]) {
    await tellDeclined(process, { runId: RUN, code, reason: 'It says so.' });
  }
  expect(hub.answers).toHaveLength(1);
  expect(hub.answers[0]).toMatchObject({ issue: 3, body: expect.stringContaining('It says so.') });
  expect(hub.answers[0]?.body).toContain(command);
  expect(hub.answers[0]?.body).toContain(`<!-- pitboss:declined:v1 run=${RUN} code=${code} -->`);
});

test('a run that the ledger does not know has no issue to tell', async () => {
  const hub = createHub();
  await tellDeclined(portsOf(hub), { runId: RUN, code: 'unknown_run', reason: 'It says so.' });
  expect(hub.answers).toEqual([]);
});

test('only what a person must mend counts; another shift, or a turn that is yet to come, do not', () => {
  expect(
    ['config_invalid', 'plan_invalid', 'unknown_run', 'prompts_missing', 'rotation_invalid'].every(needsPerson),
  ).toBe(true);
  expect(['stale_nonce', 'held', 'queued', 'over'].some(needsPerson)).toBe(false);
});
