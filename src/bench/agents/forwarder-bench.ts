import { createServer, type IncomingMessage, request, type Server } from 'node:http';
import { responseMeter } from '../../agents/forwarder/count/response-meter.js';
import { type Forwarder, openForwarder } from '../../agents/forwarder/open-forwarder.js';
import type { Bench, BenchOptions, Row } from '../row.js';

const MEGABYTE = 1_000_000;
const STREAM_MB = 100;
const ROUNDS = 5;
const ASKS = 100;
const OPENINGS = 30;

export const forwarding: Bench = { name: 'forwarder', title: 'Between an agent and its model', run };

/** One event of a stream as the Messages API sends them, with the text of a few words; and the last one, with the counts. */
const DELTA = Buffer.from(
  `event: content_block_delta\ndata: ${JSON.stringify({
    type: 'content_block_delta',
    index: 0,
    delta: { type: 'text_delta', text: 'a few words of an answer that goes on and on' },
  })}\n\n`,
);
const END = 'data: {"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":5}}\n\n';
const CHUNK = Buffer.concat(Array.from({ length: Math.ceil((64 * 1024) / DELTA.length) }, () => DELTA));
const CHUNKS = Math.ceil((STREAM_MB * MEGABYTE) / CHUNK.length);

async function run({ say }: BenchOptions): Promise<readonly Row[]> {
  const model = createServer((asked, response) => {
    asked.resume();
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    if (asked.url === '/v1/messages?long') {
      pour(response);
    } else {
      response.end(END);
    }
  });
  const address = await listening(model);
  const forwarder = await opened(address);
  try {
    say('  answers');
    const [direct, through] = [
      await waits(address, 'none'),
      await waits(forwarderAddress(forwarder), keyOf(forwarder)),
    ];
    say('  streams');
    const streams: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      streams.push(await cpuSeconds(() => ask(`${forwarderAddress(forwarder)}?long`, keyOf(forwarder))));
    }
    return [
      {
        what: 'opening and closing a forwarder: what each dispatch waits for it',
        unit: 'ms',
        values: await openings(address),
        target: { of: 'p95', atMost: 50, goal: true },
      },
      { what: 'a short answer, straight from the server', unit: 'ms', values: direct, target: null },
      { what: 'the same through the forwarder', unit: 'ms', values: through, target: null },
      {
        what: `CPU time for a stream of ${STREAM_MB} MB: server, forwarder and reader together`,
        unit: 's',
        values: streams,
        target: null,
      },
      {
        what: `CPU time to count the tokens of ${STREAM_MB} MB`,
        unit: 's',
        values: counting(),
        target: { of: 'p50', atMost: 1, goal: true },
      },
    ];
  } finally {
    await forwarder.close();
    model.closeAllConnections();
    model.close();
  }
}

function opened(address: string): Promise<Forwarder> {
  const key = { kind: 'api_key', value: 'sk-a-key-of-the-usual-length-0123456789' } as const;
  return openForwarder({ provider: 'anthropic', key, baseUrl: new URL(address).origin, env: {}, barred: () => null });
}

const keyOf = ({ access }: Forwarder): string => access.key?.value ?? '';
const forwarderAddress = ({ access }: Forwarder): string => `${access.baseUrl}/v1/messages`;

async function openings(address: string): Promise<readonly number[]> {
  const values: number[] = [];
  for (let opening = 0; opening < OPENINGS; opening += 1) {
    const begun = performance.now();
    await (await opened(address)).close();
    values.push(performance.now() - begun);
  }
  return values;
}

async function waits(address: string, key: string): Promise<readonly number[]> {
  const values: number[] = [];
  for (let turn = 0; turn < ASKS; turn += 1) {
    const begun = performance.now();
    await ask(address, key);
    values.push(performance.now() - begun);
  }
  return values;
}

function counting(): readonly number[] {
  return Array.from({ length: ROUNDS }, () => {
    const meter = responseMeter('anthropic', 'text/event-stream');
    const before = process.cpuUsage();
    for (let chunk = 0; chunk < CHUNKS; chunk += 1) {
      meter.push(CHUNK);
    }
    meter.end(true);
    return spent(before);
  });
}

function pour(response: {
  write(chunk: Buffer): boolean;
  once(event: 'drain', then: () => void): unknown;
  end(text: string): unknown;
}): void {
  let left = CHUNKS;
  const more = (): void => {
    while (left > 0) {
      left -= 1;
      if (!response.write(CHUNK)) {
        response.once('drain', more);
        return;
      }
    }
    response.end(END);
  };
  more();
}

async function cpuSeconds(work: () => Promise<void>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  return spent(before);
}

function spent(before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

function ask(address: string, key: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const headers = { 'x-api-key': key };
    const asked = request(address, { method: 'POST', headers, agent: false }, (answer: IncomingMessage) => {
      answer.resume().on('end', resolve).on('error', reject);
    });
    asked.on('error', reject).end('{}');
  });
}

async function listening(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}/v1/messages`;
}
