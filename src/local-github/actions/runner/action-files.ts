import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fail, type Result } from '../../../base/result.js';
import { parseAction } from '../workflow/parse.js';
import type { ActionFile } from '../workflow/schema.js';
import type { ActionPlace } from './frame.js';
import type { Machine } from './machine.js';

/** Where the action of a `uses:` is; null when this machine does not have it. */
export function findAction(machine: Machine, uses: string): ActionPlace | null {
  if (uses.startsWith('./')) {
    return { directory: join(machine.workspace, uses), repository: '', ref: '' };
  }
  const match = /^([^/@]+\/[^/@]+)((?:\/[^@]+)?)@(.+)$/.exec(uses);
  const repository = match?.[1] ?? '';
  const directory = machine.parts.actions.get(repository.toLowerCase());
  return directory === undefined
    ? null
    : { directory: join(directory, match?.[2] ?? ''), repository, ref: match?.[3] ?? '' };
}

/** Reads `action.yml` or `action.yaml` of an action. */
export async function readAction(place: ActionPlace): Promise<Result<ActionFile, string>> {
  for (const name of ['action.yml', 'action.yaml']) {
    try {
      return parseAction(await readFile(join(place.directory, name), 'utf8'));
    } catch {
      // The other name may exist.
    }
  }
  return fail(
    `Can't find 'action.yml', 'action.yaml' or 'Dockerfile' under '${place.directory}'. ` +
      'Did you forget to run actions/checkout before running your local action?',
  );
}
