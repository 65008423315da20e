import { FLUSH, packet, readPackets } from './pkt-line.js';

export interface PushCommand {
  readonly ref: string;
  readonly from: string | null;
  readonly to: string | null;
}

const ZERO = /^0+$/;

/** The ref updates at the head of a receive-pack request. */
export function readCommands(body: Buffer): readonly PushCommand[] {
  const commands: PushCommand[] = [];
  for (const line of readPackets(body, false).packets) {
    const text = line === null ? '' : (line.toString('utf8').split('\0')[0] ?? '').replace(/\n$/, '');
    const match = /^([0-9a-f]{40}) ([0-9a-f]{40}) (.+)$/.exec(text);
    const [, from = '', to = '', ref = ''] = match ?? [];
    if (match !== null) {
      commands.push({ ref, from: ZERO.test(from) ? null : from, to: ZERO.test(to) ? null : to });
    }
  }
  return commands;
}

export interface PushReport {
  /** Refs that were updated. */
  readonly accepted: ReadonlySet<string>;
  /** The response with hook refusals replaced by their own words. */
  readonly response: Buffer;
}

/**
 * Reads what receive-pack answered (with or without a side band) and gives refused refs the reason that our hook
 * recorded: git itself can only say "hook declined", GitHub says which rule it was.
 */
export function readReport(response: Buffer, reasons: ReadonlyMap<string, string>): PushReport {
  const accepted = new Set<string>();
  const outer = readPackets(response, true);
  const banded = outer.packets.some((each) => each !== null && (each[0] === 1 || each[0] === 2));
  if (!banded) {
    return { accepted, response: rewrite(response, reasons, accepted) };
  }
  const status = Buffer.concat(outer.packets.flatMap((each) => (each?.[0] === 1 ? [each.subarray(1)] : [])));
  const messages = outer.packets.flatMap((each) => (each !== null && each[0] !== 1 ? [packet(each)] : []));
  const report = packet(Buffer.concat([Buffer.from([1]), rewrite(status, reasons, accepted)]));
  return { accepted, response: Buffer.concat([...messages, report, FLUSH]) };
}

function rewrite(status: Buffer, reasons: ReadonlyMap<string, string>, accepted: Set<string>): Buffer {
  const lines = readPackets(status, true).packets.map((line) => {
    const text = line?.toString('utf8') ?? null;
    const ok = text === null ? null : /^ok (\S+)/.exec(text);
    if (ok?.[1] !== undefined) {
      accepted.add(ok[1]);
    }
    const refused = text === null ? undefined : /^ng (\S+) /.exec(text)?.[1];
    const reason = refused === undefined ? undefined : reasons.get(refused);
    if (line === null) {
      return FLUSH;
    }
    return packet(reason === undefined ? line : `ng ${refused} ${reason}\n`);
  });
  return Buffer.concat(lines);
}
