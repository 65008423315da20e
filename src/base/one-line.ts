/** A text from outside as one line: line ends, control and formatting characters become spaces, and at most `limit` characters stay. */
export function oneLine(text: string, limit: number): string {
  // Cut first: a text of megabytes must not be searched whole.
  const line = text
    .slice(0, limit * 4)
    .replaceAll(/[\s\p{Cc}\p{Cf}]+/gu, ' ')
    .trim();
  const short = [...line].slice(0, limit).join('');
  return short.length < line.length ? `${short}…` : short;
}
