/** A terminal as far as the live display uses one: text, line ends, cursor up, erasing, wrapping. Rows never scroll away. */
export class TerminalEmulator {
  readonly rows: string[][] = [[]];
  #row = 0;
  #column = 0;

  readonly columns: number;

  constructor(columns: number) {
    this.columns = columns;
  }

  write(bytes: string): void {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control sequences are what is looked for.
    for (const [piece] of bytes.matchAll(/\u001b\[\??(\d*)([A-Za-z])|[\s\S]/gu)) {
      this.#take(piece);
    }
  }

  /** What a person sees, without blank rows at the end. */
  get lines(): readonly string[] {
    const lines = this.rows.map((row) => row.join('').trimEnd());
    return lines.slice(0, lines.findLastIndex((line) => line !== '') + 1);
  }

  #take(piece: string): void {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control sequences are what is looked for.
    const sequence = /^\u001b\[(\??)(\d*)([A-Za-z])$/.exec(piece);
    if (sequence !== null) {
      this.#control(sequence[1] === '?' ? '?' : (sequence[3] ?? ''), Number(sequence[2] || 1));
    } else if (piece === '\n') {
      this.#row += 1;
      this.#column = 0;
      this.#at();
    } else if (piece === '\r') {
      this.#column = 0;
    } else {
      if (this.#column >= this.columns) {
        this.#row += 1;
        this.#column = 0;
      }
      this.#at()[this.#column] = piece;
      this.#column += 1;
    }
  }

  #control(name: string, count: number): void {
    if (name === 'A') {
      this.#row = Math.max(0, this.#row - count);
    } else if (name === 'K') {
      this.#at().length = Math.min(this.#at().length, this.#column);
    } else if (name === 'J') {
      this.#at().length = Math.min(this.#at().length, this.#column);
      this.rows.length = this.#row + 1;
    }
  }

  #at(): string[] {
    while (this.rows.length <= this.#row) {
      this.rows.push([]);
    }
    const row = this.rows[this.#row] ?? [];
    while (row.length < this.#column) {
      row.push(' ');
    }
    return row;
  }
}
