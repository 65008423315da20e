import { StringDecoder } from 'node:string_decoder';

/** Longest line that is kept whole; a longer one is cut, so that output without line ends cannot fill the memory. */
const MAX_LINE = 64 * 1024;

/** Turns chunks of bytes into lines. */
export interface LineSplitter {
  push(chunk: Buffer): void;
  end(): void;
}

export function createLineSplitter(onLine: (line: string) => void): LineSplitter {
  const decoder = new StringDecoder('utf8');
  let rest = '';

  function take(text: string): void {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      onLine(line.endsWith('\r') ? line.slice(0, -1) : line);
    }
    while (rest.length > MAX_LINE) {
      onLine(rest.slice(0, MAX_LINE));
      rest = rest.slice(MAX_LINE);
    }
  }

  return {
    push: (chunk) => take(decoder.write(chunk)),
    end: () => {
      take(decoder.end());
      if (rest !== '') {
        onLine(rest);
        rest = '';
      }
    },
  };
}
