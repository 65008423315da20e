import pc from 'picocolors';
import { type LogLine, logLines } from '../report/log-lines.js';
import type { Tell } from '../report/shift-event.js';

/** Where text for people goes; a test hands in its own. */
export interface Terminal {
  readonly out: (line: string) => void;
  readonly err: (line: string) => void;
  readonly colour: boolean;
}

/** Prints what happens during a shift, one line each; coloured only where people look. */
export function shiftPrinter(terminal: Terminal): Tell {
  const colours = pc.createColors(terminal.colour);
  const paint: Readonly<Record<LogLine['tone'], (text: string) => string>> = {
    plain: (text) => text,
    good: colours.green,
    bad: colours.red,
    strong: colours.bold,
    faint: colours.dim,
  };
  return (event) => {
    for (const line of logLines(event)) {
      terminal.err(`${colours.dim(`[${line.source}]`)} ${paint[line.tone](printable(line.text))}`);
    }
  };
}

/** Text of agents and tests without control sequences that could move the cursor or rewrite what was printed. */
function printable(text: string): string {
  return text.replaceAll(/(?!\t)\p{Cc}/gu, '');
}
