import { textWidth } from './text-width.js';

/** What a terminal shows below its scrolling lines, and what it is to show next. */
export interface Frame {
  /** The block that stands there now. */
  readonly before: readonly string[];
  /** Lines that go above the block and stay; they may hold colours. */
  readonly log: readonly string[];
  /** The block from now on; empty for none. Without control sequences. */
  readonly block: readonly string[];
  /** Columns of the terminal now; a terminal that became narrower has wrapped what stood there. */
  readonly columns: number;
}

const ERASE_LINE_END = '\u001b[K';
const ERASE_BELOW = '\u001b[J';
/** Terminals that know these show everything in between at once; the others skip them. */
const [BEGIN_UPDATE, END_UPDATE] = ['\u001b[?2026h', '\u001b[?2026l'];

/**
 * The bytes that turn the one into the other, in one piece: back to the block's first row, then each line over the old one. Nothing
 * is blanked before it is overwritten, so nothing flickers. The cursor ends in the row below the block.
 */
export function frame({ before, log, block, columns }: Frame): string {
  if (log.length === 0 && before.length === block.length && before.every((line, index) => line === block[index])) {
    return '';
  }
  const rows = before.reduce((sum, line) => sum + Math.max(1, Math.ceil(textWidth(line) / columns)), 0);
  const lines = [...log, ...block].map((line) => `${line}${ERASE_LINE_END}\n`).join('');
  return `${BEGIN_UPDATE}${rows === 0 ? '' : `\u001b[${rows}A`}\r${lines}${ERASE_BELOW}${END_UPDATE}`;
}
