import { createInterface } from 'node:readline';
import type { Terminal } from '../terminal.js';

/** Longest answer that is kept, in characters. */
const LONGEST_ANSWER = 4_000;

/**
 * Asks each question and reads one line for it, from a terminal or out of a pipe. An empty line passes a question over; the end of
 * the input, or `signal`, all that are left. Nothing is read before the first question.
 */
export async function askQuestions(
  questions: readonly string[],
  terminal: Pick<Terminal, 'err'>,
  { input, signal }: { readonly input: NodeJS.ReadableStream; readonly signal: AbortSignal },
): Promise<readonly (string | null)[]> {
  // Not in raw mode: the terminal echoes and edits the line itself, and Ctrl-C reaches the process.
  const reader = createInterface({ input, terminal: false, signal });
  const lines = reader[Symbol.asyncIterator]();
  const answers: (string | null)[] = [];
  try {
    for (const [index, question] of questions.entries()) {
      terminal.err(`[${index + 1}/${questions.length}] ${question}`);
      const line = await lines.next();
      if (line.done === true) {
        break;
      }
      answers.push(line.value.trim().slice(0, LONGEST_ANSWER) || null);
    }
  } finally {
    reader.close();
  }
  return questions.map((_, index) => answers[index] ?? null);
}
