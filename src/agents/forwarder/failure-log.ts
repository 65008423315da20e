import type { IncomingHttpHeaders } from 'node:http';
import type { RetryHint } from '../contract.js';
import { retryHint } from './retry-hint.js';

/** Errors are short; of a longer one the beginning is read. */
const MAX_BODY_BYTES = 64 * 1024;

/** A response that tells an error, while it passes. */
export interface Failure {
  push(chunk: Buffer): void;
  end(): void;
}

/** Remembers when the provider said that it makes sense to try again, as long as its last answer was an error. */
export interface FailureLog {
  /** An answer begins; null where it is no error. */
  begins(status: number, headers: IncomingHttpHeaders): Failure | null;
  retry(): RetryHint | null;
}

export function failureLog(): FailureLog {
  let last: RetryHint | null = null;
  return {
    begins(status, headers) {
      last = null;
      if (status < 400) {
        return null;
      }
      last = retryHint(headers, '');
      const held: Buffer[] = [];
      let bytes = 0;
      return {
        push(chunk) {
          if (bytes < MAX_BODY_BYTES) {
            held.push(chunk.subarray(0, MAX_BODY_BYTES - bytes));
            bytes += chunk.length;
          }
        },
        end() {
          last = retryHint(headers, Buffer.concat(held).toString());
        },
      };
    },
    retry: () => last,
  };
}
