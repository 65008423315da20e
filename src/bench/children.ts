import { flood } from './memory/flood.js';
import { send } from './webhooks/send.js';

/**
 * Parts of the bench that need a process of their own: one whose memory is measured, and one whose clock is not held up by the
 * GitHub that runs in the bench itself. First argument of the program to what it does; returns the exit code.
 */
export const CHILDREN: Readonly<Record<string, (args: readonly string[]) => Promise<number>>> = {
  'child-flood': flood,
  'child-send': send,
};
