/** What a person wants of the process with Ctrl-C, or the system with SIGTERM. */
export interface StopSignals {
  /** Stop now; what is unfinished is saved. */
  readonly stop: AbortSignal;
  /**
   * From now on the first Ctrl-C does not stop: it aborts this signal, which lets what is at work end and nothing more begin.
   */
  readonly letDrain: () => AbortSignal;
  readonly close: () => void;
}

/** As much of a process as hands out signals. */
interface Signals {
  on(event: 'SIGINT' | 'SIGTERM', listener: () => void): unknown;
  off(event: 'SIGINT' | 'SIGTERM', listener: () => void): unknown;
}

const STOPPING = '[pitboss] stopping: the unfinished unit is being saved';
const DRAINING =
  '[pitboss] draining: what is at work is finished, and nothing further begins; a second Ctrl-C stops it at once and saves it';

/**
 * Listens to the signals that end a program; SIGTERM never waits for anything. Who insists with the same signal while the work is being
 * saved gets out at once.
 */
export function stopSignals(process: Signals, say: (line: string) => void): StopSignals {
  const [stop, drain] = [new AbortController(), new AbortController()];
  let drains = false;
  const stopNow = () => {
    if (!stop.signal.aborted) {
      say(STOPPING);
      drain.abort();
      stop.abort();
    }
  };
  const interrupted = () => {
    if (drains && !drain.signal.aborted) {
      say(DRAINING);
      drain.abort();
      return;
    }
    process.off('SIGINT', interrupted);
    stopNow();
  };
  const terminated = () => {
    process.off('SIGTERM', terminated);
    stopNow();
  };
  process.on('SIGINT', interrupted);
  process.on('SIGTERM', terminated);
  const close = () => {
    process.off('SIGINT', interrupted);
    process.off('SIGTERM', terminated);
  };
  const letDrain = () => {
    drains = true;
    return drain.signal;
  };
  return { stop: stop.signal, letDrain, close };
}
