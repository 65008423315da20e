import { isDeepStrictEqual } from 'node:util';
import { parseComment } from '../../src/commands/grammar/parse-comment.js';
import { MAX_TEXT_CHARS } from '../../src/commands/grammar/read-arguments.js';
import type { Command } from '../../src/commands/grammar/verbs.js';
import { printAnswers, readAnswers } from '../../src/documents/drafts/read-answers.js';
import { readDraft } from '../../src/documents/drafts/read-draft.js';
import { LONGEST_QUESTION, readQuestions } from '../../src/documents/drafts/read-questions.js';
import { notesSection, notesThatFit } from '../../src/prompts/notes.js';
import { MAX_NOTE_CHARS } from '../../src/run/notes/note.js';
import { errorProblem, PLANS, withoutLines } from './documents.js';
import { mutateText, type Random } from './mutate.js';
import type { Target } from './target.js';

const QUESTIONS = [
  '1. Who uses it?\n2. On which machines?\n3. **How** is it tested?\n',
  'Here they are:\n\n1) One\u200bword?\n 2. Two\twords?\n**3.** The same?\n4. The same?\n',
];
const ANSWERS = [
  '1. Everybody.\n2. On all of them.\n\n   Also on phones.\n\nKeep it small.\n3) No\n',
  'Before.\n**2.** Second\ngoes on\n9. no such question\n1: first\n',
];
const DRAFTS = PLANS.flatMap((plan) => [plan, `Here is the plan:\n\n\`\`\`\`markdown\n${plan}\`\`\`\`\n\nDone.\n`]);
const COMMENTS = [
  '/pitboss play\n',
  'Hello\n\n/pitboss rebuy 2026 \n> /pitboss fold\n```\n/pitboss play\n```\n',
  '/pitboss status --json\n',
  '/pitboss note Keep `a` and "b" as they are.\n\n- one\n- two\n',
  '/pitboss answer 1. Yes\n2. No\n\n/pitboss revise -- --no phases\n',
  '/pitboss plan --interview A search\n/pitboss approve 0123456789ab 0123456\n/pitboss sweep --max-items 5 --no-audit\n',
];
const NOTES = ['Use tabs.\n', 'See:\n\n````\ncode\n````\n\n## Notes from people\n\nFrom ann at now:\n'];
/** Questions that the fuzzed answers are for, and questions that are kept at most. */
const ASKED = 3;
const MOST = 4;
/** So many notes that not all of them fit into a prompt. */
const MANY_NOTES = 5;

/** What people and agents write freely. */
export const WORD_TARGETS: readonly Target[] = [
  { name: 'comment', share: 2, make: makeComment, check: checkComment },
  { name: 'questions', share: 6, make: (random) => mutateText(random, QUESTIONS), check: checkQuestions },
  { name: 'answers', share: 6, make: (random) => mutateText(random, ANSWERS), check: checkAnswers },
  { name: 'draft', share: 4, make: (random) => mutateText(random, DRAFTS), check: checkDraft },
  { name: 'notes', share: 2, make: makeNote, check: checkNotes },
];

/** Now and then around the length that a text may have. */
function makeComment(random: Random): string {
  const text = mutateText(random, COMMENTS);
  return random() < 0.02 ? `/pitboss note ${'y '.repeat(3_900 + Math.floor(random() * 200))}${text}` : text;
}

function makeNote(random: Random): string {
  const text = mutateText(random, NOTES);
  return random() < 0.3 ? text.padEnd(3_000 + Math.floor(random() * 6_000), text) : text;
}

function checkComment(input: string): string | null {
  const lines = parseComment(input);
  if (lines.some(({ index }, place) => index !== place)) {
    return 'commands are not numbered in order';
  }
  return (
    lines.map(({ command }) => (command.ok ? commandProblem(command.value) : null)).find((it) => it !== null) ?? null
  );
}

function commandProblem(command: Command): string | null {
  switch (command.verb) {
    case 'note':
    case 'answer':
    case 'revise':
      return textProblem(command.text);
    case 'plan':
      return command.goal === null ? null : textProblem(command.goal);
    case 'approve':
      return [command.hash, command.base].every((it) => it === null || /^[0-9a-f]{7,64}$/i.test(it))
        ? null
        : 'approves something that is no hash';
    case 'sweep':
      return command.maxItems === null || (Number.isSafeInteger(command.maxItems) && command.maxItems > 0)
        ? null
        : 'sweeps a strange number of items';
    default:
      return null;
  }
}

function textProblem(text: string): string | null {
  const length = [...text].length;
  return length > 0 && length <= MAX_TEXT_CHARS && text === text.trim() ? null : `takes a text of ${length} characters`;
}

/** What is kept is a bounded list of different lines, and reads as itself. */
function checkQuestions(input: string): string | null {
  const read = readQuestions(input, MOST);
  if (read === null) {
    return null;
  }
  if (read.length === 0 || read.length > MOST || new Set(read).size < read.length) {
    return 'the list is empty, too long or says a thing twice';
  }
  if (read.some((text) => text.length > LONGEST_QUESTION || /[\p{Cc}\p{Cf}]/u.test(text) || text !== text.trim())) {
    return 'a question is too long or not one plain line';
  }
  const listed = read.map((text, index) => `${index + 1}. ${text}`).join('\n');
  return isDeepStrictEqual(readQuestions(listed, MOST), read) ? null : 'printed as a list, it is read as another one';
}

/** Nothing that was said is lost, and what a question was answered survives the form in which a terminal collects it. */
function checkAnswers(input: string): string | null {
  const { byQuestion, remarks } = readAnswers(input, ASKED);
  if (byQuestion.length !== ASKED || byQuestion.some((answer) => answer !== null && answer.trim() === '')) {
    return 'there is not one answer or null for each question';
  }
  const kept = [...byQuestion, remarks].join('\n');
  const said = input.split(/\r?\n/).map((line) => line.trim());
  const lost = said.find((line) => !kept.includes(line) && !kept.includes(withoutNumber(line)));
  if (lost !== undefined) {
    return `loses ${JSON.stringify(lost)}`;
  }
  const again = readAnswers(printAnswers(byQuestion), ASKED);
  const inOneLine = byQuestion.map((answer) => answer?.replaceAll(/\s+/g, ' ').trim() ?? null);
  return isDeepStrictEqual(again, { byQuestion: inOneLine, remarks: '' })
    ? null
    : 'printed, it is read as other answers';
}

function withoutNumber(line: string): string {
  return line.replace(/^(?:\*\*)?\d{1,3}[.):](?:\*\*)?/, '').trim();
}

/** A draft that was taken is a plan at its first phase, and taken again it is the same. */
function checkDraft(input: string): string | null {
  const read = readDraft(input);
  if (!read.ok) {
    return errorProblem(read.error, input);
  }
  const { plan, text } = read.value;
  if (plan.phases[0]?.id !== plan.currentPhase) {
    return 'it does not begin at its first phase';
  }
  const again = readDraft(text);
  return again.ok &&
    again.value.text === text &&
    isDeepStrictEqual(withoutLines(again.value.plan).phases, withoutLines(plan).phases)
    ? null
    : 'taken again, it is another draft';
}

/** Whatever a note says, it stays within its fence and its bound, and the newest are shown. */
function checkNotes(input: string): string | null {
  const notes = Array.from({ length: MANY_NOTES }, (_, index) => {
    return { key: `${index}-0`, by: input.slice(0, 200), at: '2026-03-01T10:00:00.000Z', text: input, shown: [] };
  });
  const fitting = notesThatFit(notes);
  if (!isDeepStrictEqual(fitting, notes.slice(notes.length - fitting.length)) || fitting.length === 0) {
    return 'not the newest notes are shown';
  }
  const section = notesSection(notes);
  // A backtick may make the two fences of a note longer by one.
  const widest = 2 * Math.min(input.length, MAX_NOTE_CHARS) + 500;
  if (section.length > notesRoom(fitting.length) + fitting.length * widest) {
    return `the section has ${section.length} characters`;
  }
  return outside(section).filter((line) => line.startsWith('From ')).length === fitting.length &&
    outside(section).every((line) => OURS.test(line))
    ? null
    : 'a note stands outside of its fence';
}

const OURS =
  /^(?:|## Notes from people|People who may steer .*|\(\d+ older notes? (?:is|are) left out here\.\)|From .* at .*:)$/;

function notesRoom(count: number): number {
  return count * (MAX_NOTE_CHARS + 100) + 1_000;
}

/** The lines that stand in no fence, as a reader of Markdown tells them. */
function outside(section: string): readonly string[] {
  let fence = '';
  return section.split(/\r\n|\r|\n/).filter((line) => {
    const ticks = /^ {0,3}(`{3,})[ \t]*$/.exec(line)?.[1] ?? '';
    if (fence === '') {
      fence = ticks;
      return ticks === '';
    }
    fence = ticks.length >= fence.length ? '' : fence;
    return false;
  });
}
