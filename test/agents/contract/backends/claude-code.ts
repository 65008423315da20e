import { claudeCode } from '../../../../src/agents/claude-code.js';
import { fakeClaudeBackend } from '../../dispatching.js';
import type { BackendUnderTest } from '../scenario.js';

/** Claude Code 2.1. */
export const claudeCodeUnderTest: BackendUnderTest = {
  name: 'claude_code',
  proof:
    'a fake program here; the real Claude Code 2.1.329 against a scripted Messages server in `npm run test:real-agents`; recordings of real runs in test/fixtures/recordings/claude',
  backend: async (plays) => fakeClaudeBackend(plays),
  withProgram: (binary) => claudeCode({ binary }),
  model: 'claude-x',
  usage: { input: 10, cached_input: 20, cache_write: 5, output: 51, usd: 0.0123 },
  shown: { input: 7, output: 9 },
  stopAt: 'usage',
  alwaysEstimated: null,
  sessionId: 'session-1',
  version: '2.1.329',
  notApplicable: {},
  differs: {
    drift: {
      expected: { unknownEvents: { telemetry: 2, 'result (not understood)': 1 } },
      because: 'a result without its fields is counted beside the events that nobody knows',
    },
    hang_stopped: {
      expected: { usage: 'all', estimated: false },
      because: 'SIGINT comes first, and makes it report its totals',
    },
    rate_limited: {
      expected: { retry: undefined },
      because: 'it waits itself as it was told and does not say how long; what comes out is the last refusal',
    },
    quota: {
      expected: { retry: undefined },
      because: 'a spent credit has no time at which it is back',
    },
  },
};
