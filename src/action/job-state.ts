import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { z } from 'zod';
import type { Job } from './job.js';

/** What the first step leaves for the settling step: which run the job works on. Not in GITHUB_STATE, which composite steps do not share. */
const stateSchema = z.object({ runId: z.string(), handedOut: z.boolean().default(false) });

export type JobState = z.infer<typeof stateSchema>;

/** @param handedOut sessions of the run are for other jobs now, so its lease is in good hands */
export async function rememberRun(job: Job, runId: string, handedOut = false): Promise<void> {
  await mkdir(job.workDir, { recursive: true });
  await writeFile(`${job.workDir}/job.json`, JSON.stringify({ runId, handedOut }));
}

export async function rememberedRun(job: Job): Promise<JobState | null> {
  const text = await readFile(`${job.workDir}/job.json`, 'utf8').catch(() => null);
  if (text === null) {
    return null;
  }
  const parsed = stateSchema.safeParse(JSON.parse(text));
  return parsed.success ? parsed.data : null;
}
