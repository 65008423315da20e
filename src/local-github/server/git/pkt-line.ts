/** Git's pkt-line framing: four hex digits of length, then the payload; `0000` is a flush. */
export interface Packets {
  /** Null stands for a flush (or another special packet). */
  readonly packets: readonly (Buffer | null)[];
  /** Bytes after the last complete packet that was read. */
  readonly rest: Buffer;
}

/** Reads packets up to the first flush, or to the end when `all` is set. */
export function readPackets(data: Buffer, all: boolean): Packets {
  const packets: (Buffer | null)[] = [];
  let at = 0;
  while (at + 4 <= data.length) {
    const length = Number.parseInt(data.subarray(at, at + 4).toString('latin1'), 16);
    if (Number.isNaN(length) || (length >= 4 && at + length > data.length)) {
      break;
    }
    packets.push(length < 4 ? null : data.subarray(at + 4, at + length));
    at += Math.max(length, 4);
    if (length === 0 && !all) {
      break;
    }
  }
  return { packets, rest: data.subarray(at) };
}

export function packet(payload: string | Buffer): Buffer {
  const body = typeof payload === 'string' ? Buffer.from(payload) : payload;
  return Buffer.concat([Buffer.from((body.length + 4).toString(16).padStart(4, '0')), body]);
}

export const FLUSH = Buffer.from('0000');
