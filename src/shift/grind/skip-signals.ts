import type { Trigger } from '../../run/trigger.js';

/** One session that may be skipped. */
export interface Skips {
  readonly signal: AbortSignal;
  /** Nobody listens any more. */
  done(): void;
}

/** Which sessions at work a `skip` concerns: those that had begun when it was given. One that came later never does. */
export function skipSignals() {
  const open = new Map<AbortController, number>();
  return {
    since(begun: string): Skips {
      const controller = new AbortController();
      open.set(controller, wholeSeconds(begun));
      return { signal: controller.signal, done: () => void open.delete(controller) };
    },
    look(commands: readonly Trigger[]): void {
      const given = commands.filter(({ verb }) => verb === 'skip').map(({ at }) => Date.parse(at));
      for (const [controller, begun] of open) {
        if (given.some((at) => at >= begun)) {
          controller.abort('skip');
        }
      }
    },
  };
}

/** GitHub tells the time of a comment in whole seconds. */
function wholeSeconds(at: string): number {
  return Math.floor(Date.parse(at) / 1000) * 1000;
}
