import type { Command } from 'commander';
import { bashScript } from './bash.js';
import { fishScript } from './fish.js';
import { shapesOf } from './shapes.js';
import { zshScript } from './zsh.js';

/** The script that completes `pitboss` in a shell; the name has been checked by the command line. */
export function completionScript(shell: string, root: Command): string {
  const shapes = shapesOf(root);
  switch (shell) {
    case 'zsh':
      return zshScript(shapes);
    case 'fish':
      return fishScript(shapes);
    default:
      return bashScript(shapes);
  }
}
