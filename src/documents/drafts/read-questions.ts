import { z } from 'zod';

/** Longest question that is kept, in characters, and most of them whatever the configuration says. */
export const LONGEST_QUESTION = 500;
export const MOST_QUESTIONS = 50;

/** Questions as they are kept: each one line. */
export const questionsSchema = z.array(z.string().min(1).max(LONGEST_QUESTION)).min(1).max(MOST_QUESTIONS);

const NUMBERED = /^\s{0,3}(?:\*\*)?\d{1,3}[.)](?:\*\*)?\s+(.+)$/;

/**
 * The questions of an answer: its numbered lines, in their order, each once, at most `limit`. Null where there is none.
 */
export function readQuestions(answer: string, limit: number): readonly string[] | null {
  const found = answer.split(/\r?\n/).flatMap((line) => {
    const text = oneLine(NUMBERED.exec(line)?.[1] ?? '');
    return text === '' ? [] : [text];
  });
  const parsed = questionsSchema.safeParse([...new Set(found)].slice(0, Math.min(limit, MOST_QUESTIONS)));
  return parsed.success ? parsed.data : null;
}

/** Whole characters only, without anything that a terminal or a browser would obey. */
function oneLine(text: string): string {
  const plain = text
    .replaceAll(/\s/g, ' ')
    .replaceAll(/[\p{Cc}\p{Cf}]/gu, '')
    .replaceAll(/ +/g, ' ')
    .trim();
  const letters = [...plain.slice(0, LONGEST_QUESTION * 2)];
  return plain.length <= LONGEST_QUESTION ? plain : `${letters.slice(0, LONGEST_QUESTION / 2 - 1).join('')}…`;
}
