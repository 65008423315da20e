import { StringDecoder } from 'node:string_decoder';

const LF = 0x0a;
const CR = 0x0d;
/** Bytes that stay allocated between lines. */
const LARGEST_ROOM = 256 * 1024;

/** Cuts a byte stream into lines; memory never grows beyond one line of `maxLineBytes`. */
export interface LineSplitter {
  /** Takes the next bytes; returns the lines they complete. */
  push(chunk: Buffer): string[];
  /** The last line, where the stream ended without a line end. */
  end(): string[];
}

/**
 * Lines end at LF; one CR before it is dropped. Bytes of a line beyond `maxLineBytes` are dropped, never in the middle of a
 * character; invalid UTF-8 becomes U+FFFD.
 */
export function lineSplitter(maxLineBytes: number): LineSplitter {
  // What a line has so far is copied together: a piece that is kept as it came would hold on to the whole chunk that it is a part of.
  let line = Buffer.alloc(0);
  let kept = 0;
  let cut = false;

  function keep(bytes: Buffer): void {
    const taken = Math.min(bytes.length, maxLineBytes - kept);
    cut ||= taken < bytes.length;
    if (kept + taken > line.length) {
      const grown = Buffer.allocUnsafe(Math.min(maxLineBytes, Math.max(2 * line.length, kept + taken)));
      line.copy(grown, 0, 0, kept);
      line = grown;
    }
    bytes.copy(line, kept, 0, taken);
    kept += taken;
  }

  function takeLine(): string {
    const text = decode(line.subarray(0, kept), cut);
    // A long line was one of a kind; its room is not kept for the short ones that follow.
    line = line.length > LARGEST_ROOM ? Buffer.alloc(0) : line;
    kept = 0;
    cut = false;
    return text;
  }

  return {
    push(chunk) {
      const lines: string[] = [];
      let start = 0;
      for (let at = chunk.indexOf(LF); at !== -1; at = chunk.indexOf(LF, start)) {
        keep(chunk.subarray(start, at));
        lines.push(takeLine());
        start = at + 1;
      }
      keep(chunk.subarray(start));
      return lines;
    },
    end: () => (kept > 0 || cut ? [takeLine()] : []),
  };
}

function decode(bytes: Buffer, cut: boolean): string {
  if (cut) {
    // A decoder holds back an incomplete last character, which is what cutting leaves behind.
    return new StringDecoder('utf8').write(bytes);
  }
  const end = bytes.at(-1) === CR ? bytes.length - 1 : bytes.length;
  return bytes.toString('utf8', 0, end);
}
