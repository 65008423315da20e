/** Lines of sessions.md that a prompt shows at most, as in the original. */
const MOST_LINES = 50;
/** The same in characters: a summary may be one long line. */
const MOST_CHARACTERS = 24_000;

/** A record's heading. Summaries are indented, so no text of an agent's begins so. */
const HEADING = '## ';

/** The newest sessions of sessions.md, from the beginning of a record where one begins among the last lines; blank for none. */
export function newestSessions(log: string): string {
  const lines = log.trimEnd().split('\n');
  if (!lines.some((line) => line.startsWith(HEADING))) {
    return '';
  }
  const last = lines.slice(-MOST_LINES);
  const first = last.findIndex((line) => line.startsWith(HEADING));
  return last
    .slice(first === -1 ? 0 : first)
    .join('\n')
    .slice(-MOST_CHARACTERS);
}
