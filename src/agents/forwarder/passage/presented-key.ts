import { createHash, timingSafeEqual } from 'node:crypto';
import { type IncomingHttpHeaders, validateHeaderValue } from 'node:http';

/** Headers in which providers take a key. */
export const KEY_HEADERS = ['x-api-key', 'authorization', 'x-goog-api-key'] as const;

const BEARER = /^bearer +(\S+)$/i;

/** Whether two texts are the same, in a time that does not tell how much of them is. */
function same(a: string, b: string): boolean {
  const [x, y] = [a, b].map((text) => createHash('sha256').update(text).digest());
  return x !== undefined && y !== undefined && timingSafeEqual(x, y);
}

/** Whether a header can carry this key: one that was pasted with a line break or a typographic sign in it cannot go out. */
export function isCarriable(key: string): boolean {
  try {
    validateHeaderValue('x-api-key', key);
    return true;
  } catch {
    return false;
  }
}

/** Puts the key where the stand-in came: the same header, in the same form. Null when no stand-in came. */
export function keyInstead(
  headers: IncomingHttpHeaders,
  { standIn, key }: { readonly standIn: string; readonly key: string },
): Readonly<Record<string, string>> | null {
  const found = KEY_HEADERS.flatMap((name): [string, string][] => {
    const value = headers[name];
    if (typeof value !== 'string') {
      return [];
    }
    const bearer = name === 'authorization' ? BEARER.exec(value)?.[1] : undefined;
    return same(bearer ?? value, standIn) ? [[name, bearer === undefined ? key : `Bearer ${key}`]] : [];
  });
  return found.length === 0 ? null : Object.fromEntries(found);
}

/** The same for a key in the query (`?key=`), as some clients of Gemini send it; without one the query stays as it is. */
export function queryWithKey(
  query: string,
  { standIn, key }: { readonly standIn: string; readonly key: string },
): { readonly query: string; readonly swapped: boolean } {
  let swapped = false;
  const parts = query.split('&').flatMap((part) => {
    if (!part.startsWith('key=')) {
      return [part];
    }
    // A key that is not the stand-in is no business of ours, and not passed on.
    if (!same(part.slice('key='.length), standIn)) {
      return [];
    }
    swapped = true;
    return [`key=${encodeURIComponent(key)}`];
  });
  return { query: parts.join('&'), swapped };
}
