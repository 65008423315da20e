import type { CommandProblem } from '../grammar/verbs.js';
import { foreign, foreignCode, MAX_BODY_CHARS } from './foreign-text.js';

/** Found again in the issue, it proves that a comment, or something else that asked, was answered. */
export function answerMarker(asked: number | string): string {
  return `<!-- pitboss:v1 answer=${asked} -->`;
}

/** Found again in the issue, it proves that people know why a run does not start. */
export function dispatchMarker(nonce: string): string {
  return `<!-- pitboss:v1 dispatch=${nonce} -->`;
}

/** Found again in the issue, it proves that people know why a shift did not take a run up. */
export function declinedMarker(runId: string, code: string): string {
  return `<!-- pitboss:declined:v1 run=${runId} code=${code} -->`;
}

export interface AnswerRow {
  /** The command as it was written. */
  readonly written: string;
  /** Markdown of ours; foreign parts in it are neutralised already. */
  readonly text: string;
}

/** One comment for all rows: a single one speaks for itself, several are told apart by what they answer. */
export function answerBody(rows: readonly AnswerRow[], markers: readonly string[]): string {
  const only = rows.length === 1 ? rows[0] : undefined;
  const text =
    only === undefined ? rows.map((row) => `**${foreignCode(row.written)}**\n\n${row.text}`).join('\n\n') : only.text;
  return bounded(text, [...new Set(markers)].join('\n'));
}

function bounded(text: string, markers: string): string {
  const room = MAX_BODY_CHARS - markers.length - 40;
  const cut = text.length <= room ? text : `${text.slice(0, room).replace(/[\ud800-\udbff]$/, '')}\n\n… (shortened)`;
  return `${cut}\n\n${markers}\n`;
}

const HINT = '`/pitboss help` shows all commands.';

/** A problem of a command line in one or two sentences. */
export function problemText(problem: CommandProblem): string {
  switch (problem.kind) {
    case 'unknown_verb':
      return `There is no command ${foreignCode(problem.given, 60)}.${suggest(problem.suggestion)} ${HINT}`;
    case 'unknown_flag':
      return `There is no option ${foreignCode(problem.given, 60)} here.${suggest(problem.suggestion)} ${allowedText(problem.allowed)}`;
    case 'missing_value':
      return `\`${problem.flag}\` needs a value: \`${problem.flag} VALUE\` or \`${problem.flag}=VALUE\`.`;
    case 'duplicate_flag':
      return `\`${problem.flag}\` is given twice. Give it once.`;
    case 'invalid_value':
      return `${foreignCode(problem.given, 100)} does not fit: it must be ${problem.expected}.`;
    case 'unexpected_argument':
      return `${foreignCode(problem.given, 100)} is one argument too many. ${HINT}`;
    case 'missing_argument':
      return `Something is missing: this command needs ${problem.expected}. ${HINT}`;
    case 'text_too_long':
      return `Not carried out: the text has ${problem.length} characters, and at most ${problem.limit} are taken. Make it shorter, or put it into a file and name the file.`;
    case 'unclosed_quote':
      return `A quotation mark is not closed: ${foreignCode(problem.given, 100)}. Close it, or leave it away.`;
    case 'too_many':
      return `Not carried out: one comment may hold at most ${problem.limit} commands. Put the others into a new comment.`;
    case 'too_complex':
      return 'Not carried out: the Markdown of this comment is too complex to read safely. Put the command into a comment of its own.';
    case 'too_long':
      return `Not carried out: commands and their text are read in the first ${problem.limit} characters of a comment. Put the command first, make the comment shorter, or put the command into a comment of its own.`;
  }
}

function suggest(suggestion: string | null): string {
  return suggestion === null ? '' : ` Did you mean \`${suggestion}\`?`;
}

function allowedText(allowed: readonly string[]): string {
  return allowed.length === 0
    ? 'This command takes no options.'
    : `Allowed: ${allowed.map((flag) => `\`${flag}\``).join(', ')}.`;
}

/** The three parts of an error as two paragraphs. */
export function errorText(parts: { readonly what: string; readonly why: string; readonly fix: string }): string {
  return `${foreign(parts.what)} ${foreign(parts.why, 1000)}\n\n**What to do:** ${foreign(parts.fix, 1000)}`;
}
