/** Texts of blobs by their SHA: content never changes under its name, so nothing is ever out of date. Bounded by characters. */
export class TextCache {
  readonly #limit: number;
  readonly #texts = new Map<string, string>();
  #size = 0;

  /** `limit` in characters; the default keeps the memory of a busy ledger below some 32 MiB. */
  constructor(limit = 16 * 1024 * 1024) {
    this.#limit = limit;
  }

  async get(sha: string, load: () => Promise<string>): Promise<string> {
    const known = this.#texts.get(sha);
    if (known !== undefined) {
      // Moves to the end: the least recently used is the first to go.
      this.#texts.delete(sha);
      this.#texts.set(sha, known);
      return known;
    }
    const text = await load();
    this.#keep(sha, text);
    return text;
  }

  #keep(sha: string, text: string): void {
    if (text.length > this.#limit || this.#texts.has(sha)) {
      return;
    }
    this.#texts.set(sha, text);
    this.#size += text.length;
    for (const [oldest, content] of this.#texts) {
      if (this.#size <= this.#limit) {
        return;
      }
      this.#texts.delete(oldest);
      this.#size -= content.length;
    }
  }
}
