import { frame } from '../report/screen/frame.js';
import type { Size } from '../report/screen/live-block.js';

/** What a screen needs of a terminal stream. */
export interface ScreenStream {
  write(text: string): unknown;
  readonly columns?: number | undefined;
  readonly rows?: number | undefined;
  on(event: 'resize', listener: () => void): unknown;
  off(event: 'resize', listener: () => void): unknown;
}

/** The lower end of a terminal: a block that is redrawn in place, and lines that scroll by above it. */
export interface Screen {
  readonly size: () => Size;
  /** Puts a line above the block. */
  readonly print: (line: string) => void;
  /** Redraws the block; an empty one takes it away. */
  readonly show: (block: readonly string[]) => void;
  /** Calls back when the window changes its size, until the returned function is called. */
  readonly onResize: (listener: () => void) => () => void;
}

/** Sizes that a terminal which does not tell its own is taken to have. */
const USUAL = { columns: 80, rows: 24 } as const;

export function screenOn(stream: ScreenStream): Screen {
  let before: readonly string[] = [];
  const size = (): Size => ({ columns: stream.columns || USUAL.columns, rows: stream.rows || USUAL.rows });
  const draw = (log: readonly string[], block: readonly string[]) => {
    const bytes = frame({ before, log, block, columns: size().columns });
    before = block;
    if (bytes !== '') {
      stream.write(bytes);
    }
  };
  return {
    size,
    print: (line) => draw([line], before),
    show: (block) => draw([], block),
    onResize: (listener) => {
      stream.on('resize', listener);
      return () => stream.off('resize', listener);
    },
  };
}
