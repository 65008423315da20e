import { join } from 'node:path';
import type { CustomOptions } from '../../../../src/agents/custom/command.js';
import { custom } from '../../../../src/agents/custom.js';
import { FAKES } from '../../dispatching.js';
import type { BackendUnderTest } from '../scenario.js';

const OPTIONS: Omit<CustomOptions, 'command'> = {
  prompt: 'stdin',
  protocol: 'json_lines',
  provider: 'anthropic',
  max_prompt_bytes: 1_000_000,
  reports_cost: true,
  variables: {},
};

const UNTOLD = 'a program that told no usage is taken to have spent what was set aside for it';

/** A program of one's own that speaks our JSON lines; with `protocol: text` there is less to say: custom.test.ts. */
export const customUnderTest: BackendUnderTest = {
  name: 'custom',
  proof: 'a program made for it that speaks our JSON lines; there is no other real one',
  backend: async (plays) =>
    custom({
      ...OPTIONS,
      command: [join(FAKES, 'fake-custom.mjs'), '--scenario', plays, '--system', '{system_prompt_file}'],
    }),
  withProgram: (program) => custom({ ...OPTIONS, command: [program] }),
  model: 'some-model',
  usage: { input: 10, cached_input: 20, cache_write: 5, output: 51, reasoning: 11, usd: 0.0123 },
  shown: { input: 7, output: 9 },
  stopAt: 'usage',
  alwaysEstimated: null,
  sessionId: 'session-1',
  version: null,
  notApplicable: { version_probe: 'nothing is known about the versions of a program of your own' },
  differs: {
    drift: {
      expected: { unknownEvents: { result: 1 } },
      because: 'a result without its fields is counted among the events that nobody knows',
    },
    crash: { expected: { estimated: true }, because: UNTOLD },
    silence: { expected: { estimated: true }, because: UNTOLD },
  },
};
