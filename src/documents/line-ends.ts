/** Turns CRLF into LF, as GitHub's editors and Windows checkouts need; a lone CR stays an ordinary character. */
export function toLf(text: string): string {
  return text.includes('\r\n') ? text.replaceAll('\r\n', '\n') : text;
}
