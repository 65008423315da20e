import { randomBytes } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { PitbossError } from '../../base/pitboss-error.js';
import { PLAN_PATH } from '../../run/document-paths.js';

export interface PlanPlace {
  /** Root of the user's working tree. */
  readonly root: string;
  /** Folder of the templates, with a slash at its end. */
  readonly templates: string;
  /** Whether a plan of the user's may be replaced. */
  readonly force: boolean;
}

/** Refuses where somebody's plan would be lost: any that is not, byte for byte, the one that `init` writes. */
export async function refuseExisting({ root, templates, force }: PlanPlace): Promise<void> {
  const [known, seed] = await Promise.all([
    readFile(join(root, PLAN_PATH)).catch(absent),
    readFile(`${templates}plan.md`),
  ]);
  if (force || known === null || known.equals(seed)) {
    return;
  }
  throw new PitbossError(
    {
      code: 'plan_exists',
      what: `There is a plan at ${PLAN_PATH} already.`,
      why: 'It is not the one that `pitboss init` writes, so somebody may want to keep it. Nothing was changed.',
      fix: 'Move it away, or replace it with `--force`.',
    },
    { exitCode: 4 },
  );
}

function absent(error: unknown): null {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
    return null;
  }
  throw error;
}

/** Writes the plan whole: a reader sees the old file or the new one. */
export async function writePlan(root: string, text: string): Promise<void> {
  const file = join(root, PLAN_PATH);
  const draft = `${file}.${randomBytes(4).toString('hex')}.tmp`;
  await mkdir(dirname(file), { recursive: true });
  try {
    await writeFile(draft, text, { flag: 'wx' });
    await rename(draft, file);
  } finally {
    await rm(draft, { force: true });
  }
}
