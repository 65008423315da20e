import { createHmac } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { Agent, request } from 'node:http';
import { z } from 'zod';
import { PitbossError } from '../../base/pitboss-error.js';

const orderSchema = z.object({
  url: z.string(),
  secret: z.string(),
  /** Bodies of deliveries, sent one after the other. */
  payloads: z.array(z.string()),
});

/** Delivers webhooks as GitHub does and prints the milliseconds of each until its answer. Argument: a file with the order. */
export async function send([file = '']: readonly string[]): Promise<number> {
  const { url, secret, payloads } = orderSchema.parse(JSON.parse(await readFile(file, 'utf8')));
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const times: number[] = [];
  for (const [index, payload] of payloads.entries()) {
    const headers = {
      'content-type': 'application/json',
      'content-length': String(Buffer.byteLength(payload)),
      'x-github-event': 'issue_comment',
      'x-github-delivery': `bench-${process.pid}-${index}`,
      'x-hub-signature-256': `sha256=${createHmac('sha256', secret).update(payload).digest('hex')}`,
    };
    const began = performance.now();
    const status = await post({ url, agent, headers }, payload);
    times.push(performance.now() - began);
    if (status < 200 || status > 299) {
      throw refused(status);
    }
  }
  agent.destroy();
  process.stdout.write(`${JSON.stringify(times)}\n`);
  return 0;
}

interface Post {
  readonly url: string;
  readonly agent: Agent;
  readonly headers: Readonly<Record<string, string>>;
}

function post({ url, agent, headers }: Post, body: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method: 'POST', agent, headers }, (response) => {
      response.resume();
      response.once('end', () => resolve(response.statusCode ?? 0));
    });
    sent.once('error', reject);
    sent.end(body);
  });
}

function refused(status: number): PitbossError {
  return new PitbossError({
    code: 'bench_webhook_refused',
    what: `The App answered a delivery of the bench with ${status}.`,
    why: 'Only accepted deliveries count.',
    fix: 'Run the tests of src/app.',
  });
}
