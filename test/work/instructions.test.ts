import { expect, test } from '@jest/globals';
import type { AgentBackend } from '../../src/agents/contract.js';
import { carriedOut, shellAgent } from './support.js';

test("the project's instructions and the request to be terse share an agent's system prompt", async () => {
  const agent = shellAgent({ implementer: 'touch 01.txt' });
  const told: string[] = [];
  const backend: AgentBackend = {
    ...agent,
    prepare: (request) => {
      told.push(request.systemPrompt);
      return agent.prepare(request);
    },
  };
  const instructions = 'Use tabs.\n';
  await carriedOut({
    agent: backend,
    config: (config) => ({ ...config, caveman: { ...config.caveman, enabled: true } }),
    ports: { agentFor: () => ({ backend, model: 'some-model', instructions }) },
  });
  expect(told).toEqual([expect.stringMatching(/^Use tabs\.\n\nCaveman mode is on/)]);
});
