import { open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Usage } from '../../run/usage.js';
import { tokensSchema } from './events.js';
import { usageOf } from './usage.js';

/** How much of the end of a session's file is looked at: what follows the last count is one request's worth of items. */
const TAIL_BYTES = 16 * 1024 * 1024;
/** Folders below `sessions` are year, month and day, one each in a home that is used once. */
const MOST_FOLDERS = 8;
const MOST_FILES = 1_000;

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

const lineSchema = z.looseObject({
  payload: z.discriminatedUnion('type', [
    z.looseObject({
      type: z.literal('token_count'),
      info: z.looseObject({ total_token_usage: tokensSchema }).nullish(),
    }),
    z.looseObject({
      type: z.literal('task_complete'),
      error: z.looseObject({ codex_error_info: z.unknown() }).nullish(),
    }),
  ]),
});

/** What the CLI wrote down about a session. */
export interface Recorded {
  /** Total of the session; null where no answer was counted. */
  readonly usage: Usage | null;
  /** Whether it wrote down the end of its work, so that nothing is missing. */
  readonly ended: boolean;
  /** The CLI's own name for what went wrong: `usage_limit_exceeded`, or an object with details. */
  readonly error: unknown;
}

/** Reads the end of a session's file below `codexHome`; null where there is none. The id is the CLI's word, and so checked. */
export async function readRollout(codexHome: string, sessionId: string): Promise<Recorded | null> {
  if (!uuid.test(sessionId)) {
    return null;
  }
  const file = await findFile(join(codexHome, 'sessions'), `-${sessionId}.jsonl`);
  const tail = file === null ? null : await tailOf(file);
  return tail === null ? null : recorded(tail);
}

function recorded({ text, whole }: Tail): Recorded {
  let ended = false;
  let error: unknown = null;
  for (const line of text.split('\n').reverse()) {
    const payload = parse(line);
    if (payload?.type === 'task_complete') {
      ended = true;
      error = payload.error?.codex_error_info ?? null;
    }
    if (payload?.type === 'token_count' && payload.info) {
      return { usage: usageOf(payload.info.total_token_usage), ended, error };
    }
  }
  return { usage: null, ended: ended && whole, error };
}

/** Most lines are the conversation itself; they are not even parsed. */
function parse(line: string): z.infer<typeof lineSchema>['payload'] | null {
  if (!/"type":"(?:token_count|task_complete)"/.test(line.slice(0, 300))) {
    return null;
  }
  try {
    return lineSchema.safeParse(JSON.parse(line)).data?.payload ?? null;
  } catch {
    return null;
  }
}

async function findFile(root: string, ending: string): Promise<string | null> {
  let folders = [root];
  for (let level = 0; level < 4; level += 1) {
    const entries = await Promise.all(folders.map(list));
    const found = entries.flat().find(({ path }) => path.endsWith(ending));
    if (found !== undefined) {
      return found.folder ? null : found.path;
    }
    folders = entries
      .flat()
      .flatMap(({ path, folder }) => (folder ? [path] : []))
      .slice(-MOST_FOLDERS);
  }
  return null;
}

async function list(folder: string): Promise<readonly { readonly path: string; readonly folder: boolean }[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries
    .slice(0, MOST_FILES)
    .flatMap((entry) =>
      entry.isDirectory() || entry.isFile() ? [{ path: join(folder, entry.name), folder: entry.isDirectory() }] : [],
    );
}

interface Tail {
  readonly text: string;
  readonly whole: boolean;
}

async function tailOf(file: string): Promise<Tail | null> {
  const handle = await open(file, 'r').catch(() => null);
  if (handle === null) {
    return null;
  }
  try {
    const { size } = await handle.stat();
    const length = Math.min(size, TAIL_BYTES);
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, size - length);
    return { text: buffer.toString('utf8', 0, bytesRead), whole: length === size };
  } catch {
    return null;
  } finally {
    await handle.close();
  }
}
