import { StringDecoder } from 'node:string_decoder';

const LF = 0x0a;
const CR = 0x0d;

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
  let pieces: Buffer[] = [];
  let kept = 0;
  let cut = false;

  function keep(bytes: Buffer): void {
    const room = maxLineBytes - kept;
    const taken = bytes.length > room ? bytes.subarray(0, room) : bytes;
    cut ||= taken.length < bytes.length;
    if (taken.length > 0) {
      pieces.push(taken);
      kept += taken.length;
    }
  }

  function takeLine(): string {
    const line = decode(pieces.length === 1 && pieces[0] ? pieces[0] : Buffer.concat(pieces), cut);
    pieces = [];
    kept = 0;
    cut = false;
    return line;
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
