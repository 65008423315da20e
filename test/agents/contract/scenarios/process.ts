import { expect } from '@jest/globals';
import type { AgentBackend, AgentEvent } from '../../../../src/agents/contract.js';
import { programRunner } from '../../../../src/process/run-program.js';
import { type Dispatched, dispatchOnce } from '../../dispatching.js';
import type { BackendUnderTest, DispatchScenario } from '../scenario.js';

/** What the program says until then is not looked at, so a slow start does no harm. */
const SHORT_LIMIT_MS = 500;

const IMPATIENT = { lingerMs: 50, leftoverGraceMs: 200, drainMs: 200 };

/** The same steps with short waits: a program that ignores signals is not worth seconds of a test. */
function impatient(backend: AgentBackend): AgentBackend {
  return {
    ...backend,
    prepare: async (request) => {
      const command = await backend.prepare(request);
      return { ...command, stop: command.stop.map((step) => ({ ...step, graceMs: 50 })) };
    },
  };
}

async function stoppedWhileItWorks(backend: AgentBackend, { model, stopAt }: BackendUnderTest): Promise<Dispatched> {
  const abort = new AbortController();
  const onEvent = (event: AgentEvent) => {
    if (event.kind === stopAt) {
      abort.abort();
    }
  };
  return await dispatchOnce(backend, { model, signal: abort.signal, onEvent });
}

/** How the process itself may end. */
export const PROCESSES: readonly DispatchScenario[] = [
  {
    name: 'crash',
    what: 'A crash is a failure that names the exit and the end of standard error.',
    plays: 'crash',
    expected: {
      kind: 'failed',
      message: /exited with code 1[\s\S]*Cannot find module/,
      usage: 'none',
      estimated: false,
    },
  },
  {
    name: 'late_crash',
    what: 'A success that was said before an exit other than 0 is a failure; its usage counts.',
    plays: 'late_crash',
    expected: { kind: 'failed', message: /exited with code 3/, usage: 'all' },
  },
  {
    name: 'signalled',
    what: 'An end by a signal that is not ours is a failure that names it.',
    plays: 'signalled',
    expected: { kind: 'failed', message: /was ended by SIGKILL/, estimated: true },
  },
  {
    name: 'unsupported',
    what: 'A program that does not know an option of ours is a version that we do not support.',
    plays: 'unsupported',
    expected: { kind: 'unsupported_version', usage: 'none', estimated: false },
  },
  {
    name: 'hang',
    what: 'The time limit ends it, whatever it would have said.',
    plays: 'hang',
    expected: { kind: 'timeout', message: /time limit/ },
    drive: (backend, { model }) => dispatchOnce(backend, { model, timeoutMs: SHORT_LIMIT_MS }),
  },
  {
    name: 'hang_stopped',
    what: 'A stop on request ends it, and the usage that was told is kept.',
    plays: 'hang',
    expected: { kind: 'cancelled', message: /stopped on request/, usage: 'shown' },
    drive: stoppedWhileItWorks,
  },
  {
    name: 'deaf',
    what: 'A program that ignores every signal is killed, and the usage that was told is kept.',
    plays: 'deaf',
    expected: { kind: 'cancelled', usage: 'shown', estimated: true },
    drive: (backend, under) => stoppedWhileItWorks(impatient(backend), under),
  },
  {
    name: 'forks',
    what: 'A program that it leaves behind, also in a session of its own, is named and stopped.',
    plays: 'forks',
    expected: { kind: 'completed', usage: 'all' },
    drive: (backend, { model }) => dispatchOnce(backend, { model }, programRunner(IMPATIENT)),
    check: ({ outcome }) => {
      expect(outcome.leftovers).toEqual([{ kind: 'running', command: 'sleep 631' }]);
    },
  },
];
