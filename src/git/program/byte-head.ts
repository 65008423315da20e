/** The first bytes of a stream; what comes after them is counted nowhere and held by nobody. */
export interface ByteHead {
  /** Keeps what still fits of a chunk and returns the rest. */
  take(chunk: Buffer): Buffer;
  bytes(): Buffer;
}

export function byteHead(limit: number): ByteHead {
  const pieces: Buffer[] = [];
  let size = 0;
  return {
    take(chunk) {
      const room = limit - size;
      // Even an empty part of a chunk would keep the whole chunk in memory.
      if (room <= 0 || chunk.length === 0) {
        return chunk;
      }
      const first = chunk.subarray(0, room);
      pieces.push(first);
      size += first.length;
      return chunk.subarray(first.length);
    },
    bytes: () => Buffer.concat(pieces),
  };
}
