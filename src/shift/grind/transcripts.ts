import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from '../../config/config.js';
import type { SessionRecord } from '../../grind/session-record.js';
import type { RunFiles } from '../../land/run-files.js';
import { sessionsMarkdown } from '../../report/grind/sessions-md.js';

/** Writes sessions.md among the transcripts, for people. */
export async function writeSessionLog(logs: string, { grind }: RunFiles): Promise<void> {
  await mkdir(logs, { recursive: true });
  await writeFile(join(logs, 'sessions.md'), sessionsMarkdown(grind?.sessions ?? []));
}

/** Removes the transcripts of a session that ended well, where nobody wants to keep them. */
export async function dropTranscripts(logs: string, session: SessionRecord, { grind }: Config): Promise<void> {
  if (grind.transcript_retention === 'keep_all' || session.status !== 'ok') {
    return;
  }
  const names = await readdir(logs).catch(() => []);
  const own = names.filter(
    (name) => name.startsWith(`${session.transcript}-`) || name.startsWith(`${session.transcript}.`),
  );
  await Promise.all(own.map((name) => rm(join(logs, name), { force: true })));
}
