import { PassThrough, Transform } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import type { OpenCount } from './count/wire-count.js';
import type { Failure } from './failure-log.js';
import { keyMask } from './passage/key-mask.js';

/** Longest request that goes on. Anthropic takes 32 MB, Gemini less; the others do not say. */
const MAX_REQUEST_BYTES = 64 * 1024 * 1024;

/** Lets a request pass while it is short enough; `onTooLong` is called once, and nothing passes after it. */
export function bodyLimit(onTooLong: () => void): Transform {
  let bytes = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      const before = bytes;
      bytes += chunk.length;
      if (bytes > MAX_REQUEST_BYTES && before <= MAX_REQUEST_BYTES) {
        onTooLong();
      }
      done(null, bytes > MAX_REQUEST_BYTES ? null : chunk);
    },
  });
}

/** Unpacks a response; null for an encoding that we do not know. We ask for none, and some servers pack all the same. */
export function unpacking(encoding: string): Transform | null {
  switch (encoding.trim().toLowerCase()) {
    case '':
    case 'identity':
      return new PassThrough();
    case 'gzip':
    case 'x-gzip':
      return createGunzip();
    case 'deflate':
      return createInflate();
    case 'br':
      return createBrotliDecompress();
    default:
      return null;
  }
}

export interface Watching {
  readonly count: OpenCount | null;
  readonly failure: Failure | null;
  readonly key: string;
}

/** Reads a response while it passes, and takes the key out of it. */
export function watched({ count, failure, key }: Watching): Transform {
  const mask = keyMask(key);
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      count?.push(chunk);
      failure?.push(chunk);
      done(null, mask.push(chunk));
    },
    flush(done) {
      count?.ends('whole');
      failure?.end();
      done(null, mask.end());
    },
  });
}
