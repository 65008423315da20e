import { lstat, readFile } from 'node:fs/promises';
import { fail, ok, type Result } from '../../../base/result.js';
import type { TrustedRepository } from '../../../git/repository.js';
import { asWorked, implausible, type SessionResult, sessionResultSchema } from '../../../run/grind/session-result.js';
import type { WorkResult } from '../../../run/progress.js';
import type { Order } from '../../../run/record.js';
import { artifactFiles, LONGEST_BUNDLE, LONGEST_RESULT, MOST_CONTENT } from './artifact.js';

export interface Received {
  readonly result: WorkResult;
  /** The commit that holds the session's tree; the order's base where none came along. */
  readonly commit: string;
}

/**
 * What a session's machine left for us, or why it cannot be used. An agent worked on that machine, so nothing is taken on trust: the
 * form, the size, whose it is, what it says of money, and that the tree is one commit on what the session was given.
 */
export async function readResult(
  repository: TrustedRepository,
  folder: string,
  { runId, order }: { readonly runId: string; readonly order: Order },
): Promise<Result<Received, string>> {
  const files = artifactFiles(folder);
  const read = await resultIn(files.result);
  if (!read.ok) {
    return read;
  }
  const doubt = implausible(read.value, runId, order);
  if (doubt !== null) {
    return fail(doubt);
  }
  const result = asWorked(read.value);
  if (read.value.commit === null) {
    return ok({ result, commit: order.base });
  }
  const limits = { maxBytes: LONGEST_BUNDLE, maxContent: MOST_CONTENT };
  const taken = await repository.unbundle({ file: files.bundle, base: order.base, ...limits });
  if (!taken.ok) {
    return taken;
  }
  return taken.value === read.value.commit
    ? ok({ result, commit: taken.value })
    : fail('its bundle holds another commit than it says');
}

async function resultIn(file: string): Promise<Result<SessionResult, string>> {
  const found = await lstat(file).catch(() => null);
  if (found === null || !found.isFile()) {
    return fail('its machine left no result');
  }
  if (found.size > LONGEST_RESULT) {
    return fail(`its result has ${found.size} bytes, more than ${LONGEST_RESULT}`);
  }
  const parsed = sessionResultSchema.safeParse(json(await readFile(file, 'utf8')));
  return parsed.success
    ? ok(parsed.data)
    : fail(`its result has another form: ${parsed.error.issues[0]?.message ?? ''}`);
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
