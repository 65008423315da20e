import { join } from 'node:path';
import { aider } from '../../../../src/agents/aider.js';
import { FAKES } from '../../dispatching.js';
import type { BackendUnderTest } from '../scenario.js';

const NO_TIME = {
  expected: { retry: undefined },
  because: 'it waits itself and does not say how long; what comes out is the last refusal',
};

/** Aider 0.86: read, not run. */
export const aiderUnderTest: BackendUnderTest = {
  name: 'aider',
  proof:
    'read, not run: a fake program after the source of Aider 0.86; the real one only where somebody has it, with `PITBOSS_REAL_AIDER`',
  backend: async (plays) => aider({ binary: join(FAKES, 'fake-aider.mjs'), extra_args: ['--scenario', plays] }),
  withProgram: (binary) => aider({ binary }),
  model: 'anthropic/claude-x',
  usage: { input: 10, cached_input: 20, cache_write: 5, output: 51, usd: 0.01 },
  shown: { input: 7, output: 9 },
  stopAt: 'usage',
  alwaysEstimated: 'it prints rounded numbers',
  sessionId: null,
  version: '0.86.2',
  notApplicable: {
    budget: 'it has no limit of dollars',
    denied: 'it asks for no tools: it edits files by itself and runs no commands',
    unknown_events: 'it prints plain lines, which have no types',
  },
  differs: {
    non_json: {
      expected: { events: ['text'] },
      because: 'every line is text; only its own reports and errors are told apart',
    },
    refusal: {
      expected: { usage: 'none', estimated: true },
      because: 'it reports no tokens of a reply that the provider held back',
    },
    rate_limited: NO_TIME,
    quota: NO_TIME,
  },
};
