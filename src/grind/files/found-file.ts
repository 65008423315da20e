import { fail, ok, type Result } from '../../base/result.js';
import type { Problem } from '../../config/problem.js';

/** Largest file of a prompt or a rotation. */
export const LARGEST_FILE = 256 * 1024;

/** Why a file has no text for us: a clause that goes on from "the file", and what to do about it. */
interface Unreadable {
  readonly message: string;
  readonly fix: string;
}

/** A prompt or a rotation as it was found, before anything of it is understood. */
export interface FoundFile {
  /** As people name it. */
  readonly path: string;
  readonly text: Result<string, Unreadable>;
}

/** The bytes of a file as text; what is no UTF-8 is refused, since a prompt's body counts byte for byte. */
export function textOf(bytes: Uint8Array): FoundFile['text'] {
  if (bytes.length > LARGEST_FILE) {
    return tooLarge();
  }
  try {
    return ok(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes));
  } catch {
    return fail({ message: 'is not UTF-8 text', fix: 'Save it as UTF-8.' });
  }
}

export function tooLarge() {
  return fail({ message: `is larger than ${LARGEST_FILE / 1024} KiB`, fix: 'Make it shorter.' });
}

/** What is wrong with a file as a whole. */
export function fileProblem(path: string, line: number | null, message: string, suggestion: string): Problem {
  return { severity: 'error', file: path, path: '', line, message, suggestion };
}
