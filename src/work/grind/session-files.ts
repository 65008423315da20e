import { constants } from 'node:fs';
import { lstat, open, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { LONGEST_SUMMARY } from '../../grind/session-record.js';
import { SCRATCHPAD_PATH, SESSION_LOG_PATH, SKIP_PATH, SUMMARY_PATH } from '../../run/document-paths.js';
import { realFolder, removeBelow } from '../real-folder.js';

/** Paths below `.pitboss/` that may change while a session is at work. Nothing below `.pitboss/` lands. */
export const FREE_PATHS: readonly string[] = [SCRATCHPAD_PATH, SESSION_LOG_PATH, SUMMARY_PATH, SKIP_PATH];

/** Most that is read of a summary and of a scratchpad, in bytes: the head of the one, the newest part of the other. */
const SUMMARY_BYTES = 64 * 1024;
const PAD_BYTES = 512 * 1024;

export interface SessionFiles {
  readonly summary: string;
  readonly scratchpad: string;
}

/**
 * Puts the session's files into the tree, as real files whatever stood there.
 * @param kept what an interrupted session had written already; null where it begins
 */
export async function writeSessionFiles(
  dir: string,
  sessionLog: string,
  { summary, scratchpad }: SessionFiles,
): Promise<void> {
  await realFolder(dir, dirname(SCRATCHPAD_PATH));
  await removeBelow(dir, SKIP_PATH);
  const files = [
    [SESSION_LOG_PATH, sessionLog],
    [SCRATCHPAD_PATH, scratchpad],
    [SUMMARY_PATH, summary],
  ] as const;
  for (const [path, text] of files) {
    await removeBelow(dir, path);
    await writeFile(join(dir, path), text);
  }
}

/** What the agent wrote for later sessions, cut; null for nothing, and for anything but a plain file. */
export async function readSummary(dir: string): Promise<string | null> {
  const text = ((await readPlain(dir, SUMMARY_PATH, { head: SUMMARY_BYTES })) ?? '').trim();
  return text === '' ? null : text.slice(0, LONGEST_SUMMARY);
}

/** The scratchpad as it stands, the newest part of a long one; null where it is no plain file any more. */
export function readScratchpad(dir: string): Promise<string | null> {
  return readPlain(dir, SCRATCHPAD_PATH, { tail: PAD_BYTES });
}

/** Whether somebody asks to skip the session; what stands there is taken away. */
export async function takeSkip(dir: string): Promise<boolean> {
  const stands = (await lstat(join(dir, SKIP_PATH)).catch(() => null)) !== null;
  if (stands) {
    await removeBelow(dir, SKIP_PATH);
  }
  return stands;
}

type Part = { readonly head: number } | { readonly tail: number };

/** Follows no link and waits for no pipe. Bytes that are no UTF-8 are replaced, and NUL is left out: no text for people has any. */
async function readPlain(dir: string, path: string, part: Part): Promise<string | null> {
  const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
  const file = await open(join(dir, path), flags).catch(() => null);
  if (file === null) {
    return null;
  }
  try {
    const stat = await file.stat();
    if (!stat.isFile()) {
      return null;
    }
    const most = 'head' in part ? part.head : part.tail;
    const buffer = Buffer.alloc(Math.min(stat.size, most));
    const from = 'head' in part ? 0 : stat.size - buffer.length;
    const { bytesRead } = await file.read(buffer, 0, buffer.length, from);
    return buffer.subarray(0, bytesRead).toString('utf8').replaceAll('\0', '');
  } finally {
    await file.close();
  }
}
