/** A shorter key would be found by chance in texts that have nothing to do with it. */
const SHORTEST = 12;

/** Takes a key out of a stream of bytes, also where it stands across two chunks: stars of the same length come instead. */
export interface KeyMask {
  /** What of this chunk, and of what was held back before, may pass. */
  push(chunk: Buffer): Buffer;
  end(): Buffer;
}

/** Some servers repeat a wrong key in their answer; that answer goes to the agent. */
export function keyMask(key: string): KeyMask {
  const secret = Buffer.from(key);
  const stars = Buffer.alloc(secret.length, '*');
  let held = Buffer.alloc(0);
  if (secret.length < SHORTEST) {
    return { push: (chunk) => chunk, end: () => held };
  }
  return {
    push(chunk) {
      const all = held.length === 0 ? chunk : Buffer.concat([held, chunk]);
      for (let at = all.indexOf(secret); at !== -1; at = all.indexOf(secret, at + secret.length)) {
        stars.copy(all, at);
      }
      const kept = beginning(all, secret);
      held = Buffer.from(all.subarray(all.length - kept));
      return all.subarray(0, all.length - kept);
    },
    end: () => held,
  };
}

/** How many bytes at the end of a text are the beginning of the secret. */
function beginning(text: Buffer, secret: Buffer): number {
  for (let length = Math.min(text.length, secret.length - 1); length > 0; length -= 1) {
    if (text.subarray(text.length - length).equals(secret.subarray(0, length))) {
      return length;
    }
  }
  return 0;
}
