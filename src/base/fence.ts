/** Wraps text in a fence that nothing inside can close: at least four backticks, one more than the longest run within. */
export function fenced(text: string): string {
  const longest = Math.max(3, ...[...text.matchAll(/`+/g)].map((run) => run[0].length));
  const fence = '`'.repeat(longest + 1);
  const body = text.endsWith('\n') || text === '' ? text : `${text}\n`;
  return `${fence}\n${body}${fence}`;
}

/** Keeps head and tail of a text of more than `limit` characters and says how much was left out. */
export function bounded(text: string, limit: number): string {
  if (text.length <= limit) {
    return text;
  }
  const head = Math.floor(limit * 0.4);
  const tail = limit - head;
  const left = text.length - head - tail;
  return `${text.slice(0, head)}\n[… ${left} characters left out …]\n${text.slice(text.length - tail)}`;
}
