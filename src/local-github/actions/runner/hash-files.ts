import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import type { FunctionDefinition } from '@actions/expressions/funcs/info';
import { toData } from '../expressions/data.js';
import { matchesPatterns } from '../glob.js';
import { filesBelow } from '../host/walk.js';

/** `hashFiles(pattern, …)`: SHA-256 over the SHA-256 of each file in the workspace that matches; empty when none does. */
export function hashFilesFunction(workspace: string): FunctionDefinition {
  return {
    name: 'hashFiles',
    minArgs: 1,
    maxArgs: 255,
    call: (...args) => {
      const patterns = args.map((arg) => arg.coerceString());
      const files = filesBelow(workspace).filter((path) => matchesPatterns(relative(workspace, path), patterns));
      const total = createHash('sha256');
      for (const path of files) {
        total.update(createHash('sha256').update(readFileSync(path)).digest());
      }
      return toData(files.length === 0 ? '' : total.digest('hex'));
    },
  };
}
