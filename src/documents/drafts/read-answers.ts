/** What somebody said to a list of questions. */
export interface Answers {
  /** One for each question; null where it was passed over. */
  readonly byQuestion: readonly (string | null)[];
  /** What belongs to none of them; blank for nothing. */
  readonly remarks: string;
}

const NUMBERED = /^\s{0,3}(?:\*\*)?(\d{1,3})[.):](?:\*\*)?(?:\s+(.*))?$/;

/**
 * Reads answers out of free text. A line that begins with the number of a question answers it, with the lines below it up to a blank
 * one; indented text behind a blank line still belongs to it. Everything else is a remark, so that nothing that was said is lost.
 */
export function readAnswers(text: string, questions: number): Answers {
  const answers: string[][] = Array.from({ length: questions }, () => []);
  const remarks: string[] = [];
  let current = remarks;
  let blank = false;
  for (const line of text.split(/\r?\n/)) {
    const [, number, first = ''] = NUMBERED.exec(line) ?? [];
    const named = number === undefined ? undefined : answers[Number(number) - 1];
    if (named !== undefined) {
      current = named;
      current.push(first);
    } else if (line.trim() === '') {
      current.push('');
    } else {
      current = blank && !/^\s/.test(line) ? remarks : current;
      current.push(line.trim());
    }
    blank = line.trim() === '';
  }
  return { byQuestion: answers.map((lines) => joined(lines) || null), remarks: joined(remarks) };
}

function joined(lines: readonly string[]): string {
  return lines
    .join('\n')
    .replaceAll(/\n{3,}/g, '\n\n')
    .trim();
}

/** Answers in the form that `readAnswers` takes, as a terminal collects them: one line each. */
export function printAnswers(answers: readonly (string | null)[]): string {
  return answers
    .flatMap((answer, index) => (answer === null ? [] : [`${index + 1}. ${answer.replaceAll(/\s+/g, ' ').trim()}`]))
    .join('\n');
}
