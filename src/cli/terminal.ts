import pc from 'picocolors';
import type { Clock } from '../base/clock.js';
import { type LogLine, logLines } from '../report/log-lines.js';
import { printable } from '../report/printable.js';
import { liveBlock } from '../report/screen/live-block.js';
import { liveState, withEvent } from '../report/screen/live-state.js';
import type { Tell } from '../report/shift-event.js';
import { type Screen, type ScreenStream, screenOn } from './screen.js';

type Environment = Readonly<Record<string, string | undefined>>;

/** Where the program stands: what it reads, and the files that were shipped with it. */
export interface Places {
  readonly cwd: string;
  readonly env: Environment;
  /** Folder of the templates, with a slash at its end. */
  readonly templates: string;
  /** Path of the scripted agent's program. */
  readonly scriptAgent: string;
}

/** Where text for people goes; a test hands in its own. */
export interface Terminal {
  readonly out: (line: string) => void;
  readonly err: (line: string) => void;
  /** Whether standard error, or standard output, takes colours. */
  readonly colour: boolean;
  readonly outColour: boolean;
  /** The lower end of the terminal; null in a pipe, where lines stay plain. */
  readonly screen: Screen | null;
}

interface TerminalStream extends ScreenStream {
  readonly isTTY?: boolean | undefined;
}

/** The terminal of this process: colours and a live block only where a person looks, and `NO_COLOR` is respected. */
export function processTerminal(stdout: TerminalStream, stderr: TerminalStream, env: Environment): Terminal {
  const plain = (env.NO_COLOR ?? '') !== '' || env.TERM === 'dumb';
  const live = stderr.isTTY === true && env.TERM !== 'dumb' && (env.CI ?? '') === '';
  const screen = live ? screenOn(stderr) : null;
  return {
    out: (line) => stdout.write(`${line}\n`),
    err: screen === null ? (line) => stderr.write(`${line}\n`) : screen.print,
    colour: stderr.isTTY === true && !plain,
    outColour: stdout.isTTY === true && !plain,
    screen,
  };
}

/** Tells a person what happens during a shift, until it is closed. */
export interface Watching {
  readonly tell: Tell;
  readonly close: () => void;
}

/** How often the running times in the block are drawn anew, in milliseconds. */
const TICK = 1_000;

/**
 * Prints what happens during a shift, one line each; in a terminal with a live block below them. There the agents' own words
 * scroll by only if asked for: the block shows the last of them.
 */
export function watchShift(terminal: Terminal, clock: Clock, verbose: boolean): Watching {
  const print = shiftPrinter(terminal);
  const { screen } = terminal;
  if (screen === null) {
    return { tell: print, close: () => {} };
  }
  let state = liveState(clock.now());
  const draw = () => screen.show(liveBlock(state, clock.now(), screen.size()));
  const closed = new AbortController();
  const stopResize = screen.onResize(draw);
  void tick(clock, closed.signal, draw);
  return {
    tell: (event) => {
      state = withEvent(state, event, clock.now());
      if (verbose || !['agent_text', 'agent_tool', 'agent_log'].includes(event.kind)) {
        print(event);
      }
      draw();
    },
    close: () => {
      closed.abort();
      stopResize();
      screen.show([]);
    },
  };
}

async function tick(clock: Clock, closed: AbortSignal, draw: () => void): Promise<void> {
  while (!closed.aborted) {
    await clock.sleep(TICK, closed);
    if (!closed.aborted) {
      draw();
    }
  }
}

function shiftPrinter(terminal: Terminal): Tell {
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
