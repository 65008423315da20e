import { appendFile, mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { HookKind } from '../../../grind/rotation.js';

/** Most of one hook's output that is kept, in characters. */
const MOST = 1_048_576;

export interface HookTranscript {
  line(stream: 'stdout' | 'stderr', text: string): void;
  /** Writes everything down, between the original's banners. */
  close(outcome: string, endedAt: string): Promise<void>;
}

interface Opened {
  readonly file: string;
  readonly kind: HookKind;
  readonly command: string;
  /** ISO 8601. */
  readonly startedAt: string;
}

export function hookTranscript({ file, kind, command, startedAt }: Opened): HookTranscript {
  const shown = command.replaceAll(/\s+/g, ' ').trim();
  const lines = [`=== pitboss hook: ${kind} (cmd: ${shown}) [start ${startedAt}] ===`];
  let room = MOST;
  let left = 0;
  return {
    line(stream, text) {
      const line = `[hook:${kind}${stream === 'stderr' ? ':stderr' : ''}] ${text}`;
      room -= line.length + 1;
      if (room >= 0) {
        lines.push(line);
      } else {
        left += 1;
      }
    },
    async close(outcome, endedAt) {
      if (left > 0) {
        lines.push(`[… ${left} lines left out …]`);
      }
      lines.push(`=== pitboss hook: ${kind} ${outcome} [end ${endedAt}] ===`);
      await mkdir(dirname(file), { recursive: true });
      await appendFile(file, `${lines.join('\n')}\n`);
    },
  };
}
