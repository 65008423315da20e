import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { z } from 'zod';

/** As the API counts: `input` includes what was cached and written to the cache, `output` the reasoning. */
export interface ResponseUsage {
  readonly input: number;
  readonly cached?: number;
  readonly written?: number;
  readonly output: number;
  readonly reasoning?: number;
}

/** What the model does with one request. */
export type Answer =
  | { readonly kind: 'text'; readonly text: string; readonly usage: ResponseUsage }
  /** JavaScript for the `exec` tool of models that work in code mode. */
  | { readonly kind: 'exec'; readonly source: string; readonly usage: ResponseUsage }
  /** The tool of models that call each tool by itself. */
  | { readonly kind: 'command'; readonly command: string; readonly usage: ResponseUsage }
  | { readonly kind: 'refusal'; readonly text: string; readonly usage: ResponseUsage }
  /** The answer is cut off, by a limit of the provider. */
  | { readonly kind: 'incomplete'; readonly reason: string; readonly usage: ResponseUsage }
  | { readonly kind: 'error'; readonly status: number; readonly error: object; readonly retryAfter?: number }
  /** An error within a stream that began well. */
  | { readonly kind: 'failed'; readonly code: string; readonly message: string }
  /** Something that is no event stream. */
  | { readonly kind: 'malformed' }
  /** Begins its answer and closes the connection. */
  | { readonly kind: 'cut' }
  /** Begins its answer and falls silent. */
  | { readonly kind: 'stall' };

export interface ResponsesServer {
  /** With the API's prefix, as a base URL has it. */
  readonly url: string;
  /** Bodies of the model requests so far. */
  readonly bodies: readonly string[];
  /** Everything else that was asked for, as method and path. */
  readonly others: readonly string[];
  /** The keys that came with any of them. */
  readonly keys: ReadonlySet<string>;
  close(): Promise<void>;
}

const requestSchema = z.looseObject({
  model: z.string(),
  stream: z.literal(true),
  input: z.array(z.looseObject({ type: z.string() })),
});

/**
 * A stand-in for the Responses API on loopback. Which answer comes follows from how many tool results the request has, so retries
 * agree; of several answers in one place each request gets the next, and the last again and again.
 */
export async function startResponsesServer(script: readonly (Answer | readonly Answer[])[]): Promise<ResponsesServer> {
  const bodies: string[] = [];
  const others: string[] = [];
  const keys = new Set<string>();
  const asked = new Map<number, number>();

  function answerTo(body: string): Answer {
    const { input } = requestSchema.parse(JSON.parse(body));
    const turn = input.filter(({ type }) => type.endsWith('_call_output')).length;
    const before = asked.get(turn) ?? 0;
    asked.set(turn, before + 1);
    const answers = [script[turn] ?? NOTHING_LEFT].flat();
    return answers[Math.min(before, answers.length - 1)] ?? NOTHING_LEFT;
  }

  const server = createServer((request, response) => {
    void readBody(request).then((body) => {
      keys.add(request.headers.authorization ?? '');
      if (request.method !== 'POST' || request.url !== '/v1/responses') {
        others.push(`${request.method} ${request.url}`);
        sendJson(response, 404, { message: 'no such path', type: 'invalid_request_error' });
        return;
      }
      bodies.push(body);
      give(response, answerTo(body), `resp_${bodies.length}`);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}/v1`,
    bodies,
    others,
    keys,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

const NOTHING_LEFT: Answer = { kind: 'text', text: 'Nothing left to say.', usage: { input: 0, output: 0 } };

function give(response: ServerResponse, answer: Answer, id: string): void {
  if (answer.kind === 'error') {
    if (answer.retryAfter !== undefined) {
      response.setHeader('retry-after', String(answer.retryAfter));
    }
    sendJson(response, answer.status, answer.error);
    return;
  }
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' });
  if (answer.kind === 'malformed') {
    response.end('event: response.completed\ndata: {not json\n\n<html>');
    return;
  }
  send(response, { type: 'response.created', response: { id } });
  switch (answer.kind) {
    case 'stall':
      return;
    case 'cut':
      // What was sent has to arrive first.
      setImmediate(() => response.socket?.destroySoon());
      return;
    case 'failed':
      send(response, {
        type: 'response.failed',
        response: { id, error: { code: answer.code, message: answer.message } },
      });
      break;
    case 'incomplete':
      send(response, {
        type: 'response.incomplete',
        response: { id, incomplete_details: { reason: answer.reason }, usage: countsOf(answer.usage) },
      });
      break;
    default:
      send(response, { type: 'response.output_item.done', output_index: 0, item: itemOf(answer, id) });
      send(response, { type: 'response.completed', response: { id, usage: countsOf(answer.usage) } });
  }
  response.end();
}

type Said = Extract<Answer, { kind: 'text' | 'exec' | 'command' | 'refusal' }>;

function itemOf(answer: Said, id: string): object {
  const message = { type: 'message', id: `msg_${id}`, role: 'assistant' };
  const call = { id: `item_${id}`, call_id: `call_${id}` };
  switch (answer.kind) {
    case 'text':
      return { ...message, content: [{ type: 'output_text', text: answer.text, annotations: [] }] };
    case 'refusal':
      return { ...message, content: [{ type: 'refusal', refusal: answer.text }] };
    case 'exec':
      return { type: 'custom_tool_call', ...call, name: 'exec', input: answer.source };
    case 'command':
      return {
        type: 'function_call',
        ...call,
        name: 'exec_command',
        arguments: JSON.stringify({ cmd: answer.command }),
      };
  }
}

function countsOf({ input, cached = 0, written = 0, output, reasoning = 0 }: ResponseUsage): object {
  return {
    input_tokens: input,
    input_tokens_details: { cached_tokens: cached, cache_write_tokens: written },
    output_tokens: output,
    output_tokens_details: { reasoning_tokens: reasoning },
    total_tokens: input + output,
  };
}

function send(response: ServerResponse, event: { readonly type: string; readonly [field: string]: unknown }): void {
  response.write(`event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
}

function sendJson(response: ServerResponse, status: number, error: object): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ error }));
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) {
    chunks.push(Buffer.from(chunk));
  }
  return Buffer.concat(chunks).toString('utf8');
}
