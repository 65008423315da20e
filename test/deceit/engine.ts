import type { shiftScene } from '../shift/support.js';
import type { shellAgent } from '../work/support.js';

/** The real engine as the deceits meet it: whole, or with one check switched off. */
export interface Engine {
  readonly shiftScene: typeof shiftScene;
  readonly shellAgent: typeof shellAgent;
}
