import { gemini } from '../../../../src/agents/gemini.js';
import { fakeGeminiBackend } from '../../gemini/fake-gemini.js';
import type { BackendUnderTest } from '../scenario.js';

/** Gemini CLI 0.61. */
export const geminiUnderTest: BackendUnderTest = {
  name: 'gemini',
  proof:
    'a fake program here; the real Gemini CLI 0.61.0 against a scripted generateContent server in `npm run test:real-agents`; recordings of real runs in test/fixtures/recordings/gemini',
  backend: async (plays) => fakeGeminiBackend(plays),
  withProgram: (binary) => gemini({ binary }),
  model: 'gemini-x',
  usage: { input: 10, cached_input: 20, output: 51, reasoning: 8 },
  shown: {},
  stopAt: 'text',
  alwaysEstimated: null,
  sessionId: 'session-1',
  version: '0.61.0',
  notApplicable: {
    budget: 'it has no limit of dollars of its own',
  },
  differs: {
    drift: {
      expected: { unknownEvents: { telemetry: 2, 'result (not understood)': 1 } },
      because: 'a result without its fields is counted beside the events that nobody knows',
    },
    quota: {
      expected: { retry: { afterMs: 3_600_000 } },
      because: 'it tells a wait and no time; of a quota for the day not even that',
    },
  },
};
