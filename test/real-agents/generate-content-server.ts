import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { z } from 'zod';

/** Tokens as the API counts them: `prompt` holds the cached ones, `output` does not hold the thoughts. */
export interface GeminiUsage {
  readonly prompt: number;
  readonly cached?: number;
  readonly output: number;
  readonly thoughts?: number;
}

/** One answer of the model. */
export interface GeminiAnswer {
  readonly text?: string;
  readonly thought?: string;
  /** A tool of the CLI and its arguments. */
  readonly call?: { readonly name: string; readonly args: Readonly<Record<string, unknown>> };
  /** `STOP` unless set; null leaves it out. */
  readonly finish?: string | null;
  /** The prompt was refused for this reason, before any answer. */
  readonly blocked?: string;
  readonly usage?: GeminiUsage;
}

/** A request that gets no answer. */
export type GeminiFailure =
  | { readonly fail: 'status'; readonly status: number; readonly error: Readonly<Record<string, unknown>> }
  /** Something that is no JSON in place of an event. */
  | { readonly fail: 'malformed' }
  /** The connection ends in the middle of an event. */
  | { readonly fail: 'cut' }
  /** The answer begins and never goes on. */
  | { readonly fail: 'hang' };

export type GeminiTurn = GeminiAnswer | GeminiFailure;

export interface GeminiRequest {
  readonly model: string;
  readonly method: string;
  readonly key: string;
  readonly body: string;
  /** Names of the tools that the model was offered. */
  readonly tools: readonly string[];
  /** What the tools answered so far, as JSON. */
  readonly results: readonly string[];
}

export interface GenerateContentServer {
  readonly url: string;
  readonly requests: readonly GeminiRequest[];
  /** What was counted for all answers that were sent. */
  spent(): Required<GeminiUsage>;
  close(): Promise<void>;
}

const partSchema = z.looseObject({ functionResponse: z.looseObject({ response: z.unknown() }).optional() });
const requestSchema = z.looseObject({
  contents: z.array(z.looseObject({ role: z.string().optional(), parts: z.array(partSchema).default([]) })),
  tools: z
    .array(z.looseObject({ functionDeclarations: z.array(z.looseObject({ name: z.string() })).default([]) }))
    .default([]),
});
type Body = z.infer<typeof requestSchema>;

const SIDE_CALL: GeminiAnswer = { text: '{}', usage: { prompt: 0, output: 0 } };

/**
 * A stand-in for the Gemini API on loopback. The turn follows from the number of tool results in the request, so that retries agree;
 * `first` is used up before that, one for each request.
 */
export async function startGenerateContentServer(
  turns: readonly GeminiTurn[],
  first: readonly GeminiTurn[] = [],
): Promise<GenerateContentServer> {
  const requests: GeminiRequest[] = [];
  const left = [...first];
  const spent = { prompt: 0, cached: 0, output: 0, thoughts: 0 };
  const server = createServer((request, response) => {
    void readBody(request).then((text) => {
      const [, model = '', method = ''] = /\/models\/([^:]+):(\w+)/.exec(request.url ?? '') ?? [];
      const body = requestSchema.safeParse(text === '' ? {} : JSON.parse(text)).data;
      requests.push(noted(model, method, { key: String(request.headers['x-goog-api-key']), text, body }));
      if (body === undefined || !method.toLowerCase().endsWith('generatecontent')) {
        sendJson(response, 404, {
          error: { code: 404, message: `no such method: ${request.url}`, status: 'NOT_FOUND' },
        });
        return;
      }
      const streams = method === 'streamGenerateContent';
      const turn = streams ? (left.shift() ?? turns[answersIn(body)] ?? { text: 'Nothing left.' }) : SIDE_CALL;
      if ('fail' in turn) {
        failWith(response, turn);
        return;
      }
      count(spent, turn.usage);
      if (streams) {
        stream(response, turn, answersIn(body));
      } else {
        sendJson(response, 200, chunk([{ text: turn.text ?? '' }], turn));
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    spent: () => ({ ...spent }),
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

function noted(
  model: string,
  method: string,
  seen: { readonly key: string; readonly text: string; readonly body: Body | undefined },
): GeminiRequest {
  const declared = seen.body?.tools.flatMap(({ functionDeclarations }) => functionDeclarations) ?? [];
  return {
    model,
    method,
    key: seen.key,
    body: seen.text,
    tools: declared.map(({ name }) => name),
    results: resultsIn(seen.body).map((response) => JSON.stringify(response)),
  };
}

function resultsIn(body: Body | undefined): readonly unknown[] {
  const parts = body?.contents.flatMap((content) => content.parts) ?? [];
  return parts.flatMap(({ functionResponse }) => (functionResponse === undefined ? [] : [functionResponse.response]));
}

function answersIn(body: Body): number {
  return resultsIn(body).length;
}

function count(
  spent: { -readonly [key in keyof Required<GeminiUsage>]: number },
  usage: GeminiUsage | undefined,
): void {
  spent.prompt += usage?.prompt ?? 0;
  spent.cached += usage?.cached ?? 0;
  spent.output += usage?.output ?? 0;
  spent.thoughts += usage?.thoughts ?? 0;
}

function stream(response: ServerResponse, turn: GeminiAnswer, index: number): void {
  openStream(response);
  if (turn.blocked !== undefined) {
    sendEvent(response, { promptFeedback: { blockReason: turn.blocked }, ...usageOf(turn.usage) });
    response.end();
    return;
  }
  if (turn.thought !== undefined) {
    sendEvent(response, { candidates: [{ content: content([{ text: turn.thought, thought: true }]), index: 0 }] });
  }
  const { text, call } = turn;
  const parts = [
    ...(text === undefined ? [] : [{ text }]),
    ...(call === undefined ? [] : [{ functionCall: { id: `call_${index}`, ...call } }]),
  ];
  sendEvent(response, chunk(parts, turn));
  response.end();
}

type Part = Readonly<Record<string, unknown>>;

function chunk(parts: readonly Part[], turn: GeminiAnswer): Part {
  const finish = turn.finish === null ? {} : { finishReason: turn.finish ?? 'STOP' };
  return { candidates: [{ content: content(parts), index: 0, ...finish }], ...usageOf(turn.usage) };
}

function content(parts: readonly Part[]): Part {
  return { role: 'model', parts };
}

function usageOf(usage: GeminiUsage | undefined): Part {
  if (usage === undefined) {
    return {};
  }
  const { prompt, cached, output, thoughts } = usage;
  return {
    usageMetadata: {
      promptTokenCount: prompt,
      candidatesTokenCount: output,
      totalTokenCount: prompt + output + (thoughts ?? 0),
      ...(cached === undefined ? {} : { cachedContentTokenCount: cached }),
      ...(thoughts === undefined ? {} : { thoughtsTokenCount: thoughts }),
    },
  };
}

function failWith(response: ServerResponse, failure: GeminiFailure): void {
  switch (failure.fail) {
    case 'status':
      sendJson(response, failure.status, { error: { code: failure.status, ...failure.error } });
      return;
    case 'malformed':
      openStream(response);
      response.end('data: {"candidates": [oops\n\n');
      return;
    case 'cut':
      openStream(response);
      response.write('data: {"candidates": [{"content": {"par', () => response.destroy());
      return;
    case 'hang':
      openStream(response);
      sendEvent(response, { candidates: [{ content: content([{ text: 'Let me think.' }]), index: 0 }] });
  }
}

function openStream(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' });
}

function sendEvent(response: ServerResponse, event: Part): void {
  response.write(`data: ${JSON.stringify(event)}\n\n`);
}

function sendJson(response: ServerResponse, status: number, body: Part): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const part of request) {
    chunks.push(Buffer.from(part));
  }
  return Buffer.concat(chunks).toString('utf8');
}
