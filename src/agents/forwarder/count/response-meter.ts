import type { Provider } from '../../access/model-access.js';
import { anthropicUsage } from './anthropic.js';
import { eventLines } from './event-lines.js';
import { geminiUsage } from './gemini.js';
import { openaiUsage } from './openai.js';
import type { ResponseUsage, UsageReader } from './tokens.js';

/** Longest response in one piece that is read. */
const MAX_BODY_BYTES = 4 * 1024 * 1024;

const READERS: Readonly<Record<Provider, () => UsageReader>> = {
  anthropic: anthropicUsage,
  openai: openaiUsage,
  gemini: geminiUsage,
};

/** Counts one response while it passes, with bounded memory. */
export interface ResponseMeter {
  push(chunk: Buffer): void;
  /** @param whole whether the response came to its end as HTTP sees it */
  end(whole: boolean): ResponseUsage;
  soFar(): ResponseUsage;
}

/** @param type the response's content type; of one that is neither events nor JSON nothing is known */
export function responseMeter(provider: Provider, type: string): ResponseMeter {
  const reader = READERS[provider]();
  return /^text\/event-stream\b/i.test(type) ? streamMeter(reader) : bodyMeter(reader);
}

function streamMeter(reader: UsageReader): ResponseMeter {
  const lines = eventLines(reader.marks, (data) => reader.take(parsed(data)));
  return {
    push: (chunk) => lines.push(chunk),
    end(whole) {
      lines.end();
      return reader.usage(whole && !lines.missed);
    },
    soFar: () => reader.usage(false),
  };
}

function bodyMeter(reader: UsageReader): ResponseMeter {
  let held: Buffer[] = [];
  let bytes = 0;
  return {
    push(chunk) {
      bytes += chunk.length;
      if (bytes > MAX_BODY_BYTES) {
        held = [];
      } else {
        held.push(chunk);
      }
    },
    end(whole) {
      reader.take(parsed(Buffer.concat(held)));
      held = [];
      return reader.usage(whole);
    },
    soFar: () => reader.usage(false),
  };
}

function parsed(data: Buffer): unknown {
  try {
    return JSON.parse(data.toString());
  } catch {
    return null;
  }
}
