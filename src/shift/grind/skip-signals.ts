import type { Trigger } from '../../run/trigger.js';

/** One session that may be skipped. */
export interface Skips {
  readonly signal: AbortSignal;
  /** Nobody listens any more. */
  done(): void;
}

/**
 * Which sessions at work a `skip` concerns: those that had begun when it was given. One that came later never does. A command is matched
 * by the whole second until it has reached a session, and exactly from then on: else it would stop the next one, begun in that second, too.
 */
export function skipSignals() {
  const open = new Map<AbortController, string>();
  const reached = new Set<string>();
  return {
    since(begun: string): Skips {
      const controller = new AbortController();
      open.set(controller, begun);
      return { signal: controller.signal, done: () => void open.delete(controller) };
    },
    look(commands: readonly Trigger[]): void {
      for (const { key, at } of commands.filter(({ verb }) => verb === 'skip')) {
        const since = reached.has(key) ? Date.parse : wholeSeconds;
        const concerned = [...open].filter(([, begun]) => Date.parse(at) >= since(begun));
        for (const [controller] of concerned) {
          controller.abort('skip');
          reached.add(key);
        }
      }
    },
  };
}

/** GitHub tells the time of a comment in whole seconds. */
function wholeSeconds(at: string): number {
  return Math.floor(Date.parse(at) / 1000) * 1000;
}
