import { mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Room kept for the note that says how much was left out. */
const NOTE_BYTES = 96;

/** A log file that stops growing at its bound. */
export interface OutputLog {
  /** Appends whole lines; resolves when they are written, so that awaiting it holds the program back. */
  write(lines: readonly string[], prefix: string): Promise<void>;
  /** Notes what was left out and closes the file; returns the bytes left out. */
  close(): Promise<number>;
}

/** Opens `path` for appending and creates its folders; rejects when that fails. */
export async function openOutputLog(path: string, maxBytes: number): Promise<OutputLog> {
  await mkdir(dirname(path), { recursive: true });
  const file = await open(path, 'a');
  const bound = Math.max(0, maxBytes - NOTE_BYTES);
  let written = 0;
  let dropped = 0;
  // Both streams write here; a chain keeps their lines whole.
  let last: Promise<void> = Promise.resolve();

  async function append(bytes: Buffer): Promise<void> {
    try {
      await file.appendFile(bytes);
      written += bytes.length;
    } catch {
      // A full disk must not end the program whose output this is; the loss is counted.
      dropped += bytes.length;
    }
  }

  async function appendWithin(bytes: Buffer): Promise<void> {
    const taken = dropped > 0 ? 0 : wholeLines(bytes, bound - written);
    dropped += bytes.length - taken;
    if (taken > 0) {
      await append(bytes.subarray(0, taken));
    }
  }

  return {
    write(lines, prefix) {
      if (lines.length === 0) {
        return last;
      }
      if (dropped > 0) {
        // Nothing more is written, so nothing is put together; a flood goes on for long.
        dropped += lines.reduce((sum, line) => sum + Buffer.byteLength(line) + prefix.length + 1, 0);
        return last;
      }
      const bytes = Buffer.from(lines.map((line) => `${prefix}${line}\n`).join(''));
      last = last.then(() => appendWithin(bytes));
      return last;
    },
    async close() {
      await last;
      if (dropped > 0) {
        await file.appendFile(`[pitboss] ${dropped} more bytes left out\n`).catch(() => undefined);
      }
      await file.close().catch(() => undefined);
      return dropped;
    },
  };
}

/** How many of `bytes` fit into `room` without breaking a line. */
function wholeLines(bytes: Buffer, room: number): number {
  if (bytes.length <= room) {
    return bytes.length;
  }
  return room > 0 ? bytes.lastIndexOf(0x0a, room - 1) + 1 : 0;
}
