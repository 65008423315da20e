import type { Answer, ResponseUsage } from './responses-server.js';

/** What one request costs where the figures matter. */
export const ONE: ResponseUsage = { input: 100, cached: 40, written: 10, output: 20, reasoning: 7 };

/** The same as we count it, that many times. */
export function used(times: number): readonly number[] {
  return [50, 40, 10, 20, 7].map((tokens) => tokens * times);
}

export const done: Answer = { kind: 'text', text: 'All done.', usage: ONE };

/** A command by the tool that models in code mode have; what it printed goes back to the model. */
export function shell(command: string, more: object = {}): Answer {
  const call = JSON.stringify({ cmd: command, ...more });
  return { kind: 'exec', source: `text(JSON.stringify(await tools.exec_command(${call})));`, usage: ONE };
}

/** Adds a file by the patch tool. */
export function adds(path: string, line: string): Answer {
  const lines = ['*** Begin Patch', `*** Add File: ${path}`, `+${line}`, '*** End Patch'];
  return { kind: 'exec', source: `text(await tools.apply_patch(${JSON.stringify(lines.join('\n'))}));`, usage: ONE };
}

export function error(status: number, fields: object, retryAfter?: number): Answer {
  return { kind: 'error', status, error: fields, ...(retryAfter === undefined ? {} : { retryAfter }) };
}
