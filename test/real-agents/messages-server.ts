import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { z } from 'zod';

export interface TurnUsage {
  readonly input: number;
  readonly cached: number;
  readonly output: number;
}

/** One answer of the model: words, or a tool call. */
export type Turn = { readonly usage: TurnUsage } & (
  | { readonly text: string }
  | { readonly tool: string; readonly input: Readonly<Record<string, unknown>> }
);

/** What the server does with requests: answer turn by turn, refuse the key, or begin an answer and fall silent. */
export type Behaviour =
  | { readonly kind: 'turns'; readonly turns: readonly Turn[] }
  | { readonly kind: 'unauthorized' }
  | { readonly kind: 'stall'; readonly usage: TurnUsage };

export interface MessagesServer {
  readonly url: string;
  /** Model requests so far. */
  requests(): number;
  /** The keys that came with them. */
  keys(): ReadonlySet<string>;
  /** Their bodies, as they came. */
  bodies(): readonly string[];
  close(): Promise<void>;
}

const requestSchema = z.looseObject({
  model: z.string(),
  stream: z.boolean().default(false),
  messages: z.array(z.looseObject({ role: z.string() })),
});

/** A stand-in for the Messages API on loopback. The turn follows from the number of answers in the request, so retries agree. */
export async function startMessagesServer(behaviour: Behaviour): Promise<MessagesServer> {
  let requests = 0;
  const keys = new Set<string>();
  const bodies: string[] = [];
  const server = createServer((request, response) => {
    void readBody(request).then((body) => {
      if (request.method !== 'POST' || !request.url?.startsWith('/v1/messages')) {
        sendJson(response, 404, { type: 'error', error: { type: 'not_found_error', message: 'no such path' } });
        return;
      }
      requests += 1;
      keys.add(String(request.headers['x-api-key']));
      bodies.push(body);
      answer(response, behaviour, requestSchema.parse(JSON.parse(body)));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    requests: () => requests,
    keys: () => keys,
    bodies: () => bodies,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

function answer(response: ServerResponse, behaviour: Behaviour, request: z.infer<typeof requestSchema>): void {
  if (behaviour.kind === 'unauthorized') {
    response.setHeader('x-should-retry', 'false');
    const error = { type: 'authentication_error', message: 'invalid x-api-key' };
    sendJson(response, 401, { type: 'error', error });
    return;
  }
  const index = request.messages.filter(({ role }) => role === 'assistant').length;
  if (behaviour.kind === 'stall') {
    const turn = { text: '', usage: behaviour.usage };
    openStream(response);
    sendEvent(response, { type: 'message_start', message: messageOf(turn, request.model, index) });
    return;
  }
  const turn = behaviour.turns[index] ?? { text: 'Nothing left to say.', usage: { input: 0, cached: 0, output: 0 } };
  if (request.stream) {
    streamTurn(response, turn, messageOf(turn, request.model, index));
  } else {
    const message = {
      ...messageOf(turn, request.model, index),
      content: [blockOf(turn, index)],
      stop_reason: stopOf(turn),
    };
    sendJson(response, 200, message);
  }
}

function streamTurn(response: ServerResponse, turn: Turn, message: ReturnType<typeof messageOf>): void {
  openStream(response);
  sendEvent(response, {
    type: 'message_start',
    message: { ...message, usage: { ...message.usage, output_tokens: 1 } },
  });
  const empty =
    'text' in turn
      ? { type: 'text', text: '' }
      : { type: 'tool_use', id: `toolu_${message.id}`, name: turn.tool, input: {} };
  sendEvent(response, { type: 'content_block_start', index: 0, content_block: empty });
  const delta =
    'text' in turn
      ? { type: 'text_delta', text: turn.text }
      : { type: 'input_json_delta', partial_json: JSON.stringify(turn.input) };
  sendEvent(response, { type: 'content_block_delta', index: 0, delta });
  sendEvent(response, { type: 'content_block_stop', index: 0 });
  const end = { stop_reason: stopOf(turn), stop_sequence: null };
  sendEvent(response, { type: 'message_delta', delta: end, usage: message.usage });
  sendEvent(response, { type: 'message_stop' });
  response.end();
}

function messageOf(turn: { readonly usage: TurnUsage }, model: string, index: number) {
  return {
    id: `msg_${index + 1}`,
    type: 'message',
    role: 'assistant',
    model,
    content: [],
    stop_reason: null,
    stop_sequence: null,
    usage: {
      input_tokens: turn.usage.input,
      cache_creation_input_tokens: 0,
      cache_read_input_tokens: turn.usage.cached,
      output_tokens: turn.usage.output,
    },
  };
}

function blockOf(turn: Turn, index: number) {
  return 'text' in turn
    ? { type: 'text', text: turn.text }
    : { type: 'tool_use', id: `toolu_msg_${index + 1}`, name: turn.tool, input: turn.input };
}

function stopOf(turn: Turn): string {
  return 'text' in turn ? 'end_turn' : 'tool_use';
}

function openStream(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' });
}

function sendEvent(
  response: ServerResponse,
  event: { readonly type: string; readonly [field: string]: unknown },
): void {
  response.write(`event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
}

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) {
    chunks.push(Buffer.from(chunk));
  }
  return Buffer.concat(chunks).toString('utf8');
}
