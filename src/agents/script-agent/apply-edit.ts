import { appendFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, isAbsolute, join, normalize } from 'node:path';
import { PitbossError } from '../../base/pitboss-error.js';
import type { Edit } from './agent-script.js';

/** Carries out one edit below `root`; throws a PitbossError where the script asks for what cannot be done. */
export async function applyEdit(root: string, edit: Edit): Promise<void> {
  const path = insideTree(root, edit.path);
  if ('delete' in edit) {
    await rm(path, { recursive: true });
    return;
  }
  await mkdir(dirname(path), { recursive: true });
  if ('content' in edit) {
    await writeFile(path, edit.content);
  } else if ('append' in edit) {
    await appendFile(path, edit.append);
  } else {
    const { from, to } = edit.replace;
    const text = await readFile(path, 'utf8');
    if (!text.includes(from)) {
      throw impossible(edit.path, `The text to replace is not in the file: ${JSON.stringify(from)}.`);
    }
    await writeFile(
      path,
      text.replace(from, () => to),
    );
  }
}

function insideTree(root: string, path: string): string {
  const clean = normalize(path);
  if (isAbsolute(clean) || clean === '..' || clean.startsWith('../')) {
    throw impossible(path, 'The path leads out of the working tree.');
  }
  return join(root, clean);
}

function impossible(path: string, why: string): PitbossError {
  return new PitbossError(
    {
      code: 'agent_script_edit',
      what: `The script agent cannot edit ${path}.`,
      why,
      fix: 'Correct the edit in the agent script.',
    },
    { exitCode: 2 },
  );
}
