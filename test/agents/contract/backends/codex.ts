import { codex } from '../../../../src/agents/codex.js';
import { fakeCodexBackend } from '../../dispatching.js';
import type { BackendUnderTest } from '../scenario.js';

/** Codex CLI 0.169. */
export const codexUnderTest: BackendUnderTest = {
  name: 'codex',
  proof:
    'a fake program here; the real Codex CLI 0.169.0 against a scripted Responses server in `npm run test:real-agents`; recordings of real runs in test/fixtures/recordings/codex',
  backend: async (plays) => fakeCodexBackend(plays),
  withProgram: (binary) => codex({ binary }),
  model: 'gpt-x',
  usage: { input: 10, cached_input: 20, cache_write: 5, output: 51, reasoning: 11 },
  shown: { input: 7, output: 9, reasoning: 0 },
  stopAt: 'text',
  alwaysEstimated: null,
  sessionId: '01a20fc1-0578-71d3-9625-42938c92a5f3',
  version: '0.169.0',
  notApplicable: {
    turn_limit: 'it has no limit of turns; the time limit of the dispatch is the only one',
    budget: 'it keeps no budget of its own; what it may spend is watched outside of it',
  },
  differs: {
    drift: {
      expected: { unknownEvents: { telemetry: 2, 'turn.completed (not understood)': 1 } },
      because: 'a last event without its usage is counted beside the events that nobody knows',
    },
  },
};
