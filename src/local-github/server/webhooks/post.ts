import { request } from 'node:http';

export interface PostOutcome {
  /** 0 when there was no answer. */
  readonly status: number;
  readonly message: string;
  readonly body: string;
}

/** One POST over its own connection; every way it can end is a value. */
export function post(
  url: string,
  headers: Readonly<Record<string, string>>,
  body: string,
  timeoutMs: number,
): Promise<PostOutcome> {
  return new Promise((resolve) => {
    const length = Buffer.byteLength(body);
    const outgoing = request(url, { method: 'POST', agent: false, headers: { ...headers, 'content-length': length } });
    const timer = setTimeout(() => {
      resolve({ status: 0, message: 'timed out', body: '' });
      outgoing.destroy();
    }, timeoutMs);
    const finish = (outcome: PostOutcome): void => {
      clearTimeout(timer);
      resolve(outcome);
    };
    outgoing.on('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', (error) => finish({ status: 0, message: error.message, body: '' }));
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString('utf8');
        finish({ status: response.statusCode ?? 0, message: response.statusMessage ?? '', body: text });
      });
    });
    outgoing.on('error', (error) => finish({ status: 0, message: error.message, body: '' }));
    outgoing.end(body);
  });
}
