import { expect, test } from '@jest/globals';
import { agentChecks } from '../../src/cli/doctor/agents.js';
import { parseConfig } from '../../src/config/parse-config.js';

/** What doctor says of Aider, where it answers so when it is asked for its version. */
async function said(answer: string) {
  const parsed = parseConfig('agent: { backend: aider, aider: { model: sonnet } }', 'pitboss.yml');
  if (!parsed.ok) {
    throw new TypeError('not a configuration');
  }
  const checks = await agentChecks(
    async ({ onLine }) => {
      onLine?.('stdout', answer);
      const bytes = { stdoutBytes: 0, stderrBytes: 0, droppedBytes: 0 };
      return { exit: { kind: 'exited', code: 0 }, ms: 1, ...bytes, strays: 0, leftRunning: [] };
    },
    { env: { PATH: '/bin' }, scriptAgent: '/script-agent.js', root: '/' },
    parsed.config,
  );
  return checks.find(({ name }) => name === 'agent');
}

test.each([
  ['aider 0.80.1', 'problem', 'Install 0.86.0 or newer.'],
  ['aider, as it is today', 'warning', 'Install 0.86.0 or newer if agents end in ways that are not understood.'],
  ['aider 0.86.2', 'warning', 'Try it on a small plan first. A run says so as well.'],
])('an agent of which no version was tested is not to be replaced by one that was: %s', async (answer, state, fix) => {
  expect(await said(answer)).toMatchObject({ state, fix });
});
