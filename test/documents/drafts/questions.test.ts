import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { printAnswers, readAnswers } from '../../../src/documents/drafts/read-answers.js';
import {
  LONGEST_QUESTION,
  MOST_QUESTIONS,
  questionsSchema,
  readQuestions,
} from '../../../src/documents/drafts/read-questions.js';

describe('questions', () => {
  test('are the numbered lines of an answer, in their order', () => {
    expect(
      readQuestions('Here they are:\n\n1. Who uses it?\n2) Which   database?\n **3.** Tests?\n\nThat is all.', 50),
    ).toEqual(['Who uses it?', 'Which database?', 'Tests?']);
  });

  test('are asked once each, and no more than the limit', () => {
    expect(readQuestions('1. a?\n2. a?\n3. b?\n4. c?', 2)).toEqual(['a?', 'b?']);
    const many = Array.from({ length: 300 }, (_, index) => `${index + 1}. q${index}?`).join('\n');
    expect(readQuestions(many, 1000)).toHaveLength(MOST_QUESTIONS);
  });

  test('are the same where only what cannot be seen tells them apart', () => {
    expect(readQuestions('1. Who \u0000 uses it?\n2. Who uses it?', 5)).toEqual(['Who uses it?']);
  });

  test('are bounded in length, and hold nothing that a terminal obeys', () => {
    const [long = ''] = readQuestions(`1. ${'🐝'.repeat(2000)}`, 5) ?? [];
    expect(long.length).toBeLessThanOrEqual(LONGEST_QUESTION);
    expect(long.endsWith('🐝…')).toBe(true);
    expect(readQuestions('1. a\u001b[2Jb\u202e?', 5)).toEqual(['a[2Jb?']);
  });

  test.each(['', 'I have no questions.', '- a bullet?', '1.', '2023. Something'])('%j holds none', (answer) => {
    expect(readQuestions(answer, 50)).toBeNull();
  });

  test('always have the form in which they are kept', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' })), fc.integer({ min: 1, max: 60 }), (texts, limit) => {
        const read = readQuestions(texts.map((text, index) => `${index}. ${text}`).join('\n'), limit);
        expect(read === null || questionsSchema.safeParse(read).success).toBe(true);
      }),
    );
  });
});

describe('answers', () => {
  test('stand behind the number of their question, on as many lines as they need', () => {
    expect(readAnswers('1. Everybody.\n   Really.\n3) No.\nNever.', 3)).toEqual({
      byQuestion: ['Everybody.\nReally.', null, 'No.\nNever.'],
      remarks: '',
    });
  });

  test('that belong to no question are remarks: before, behind, or with a number that nobody asked', () => {
    expect(readAnswers('Use Postgres.\n1. Yes.\n\nAnd be quick.\n9. What?', 1)).toEqual({
      byQuestion: ['Yes.'],
      remarks: 'Use Postgres.\nAnd be quick.\n9. What?',
    });
  });

  test('indented text behind a blank line still belongs to the answer', () => {
    expect(readAnswers('1. Yes:\n\n   - a\n   - b', 1).byQuestion).toEqual(['Yes:\n\n- a\n- b']);
  });

  test('empty ones are passed over', () => {
    expect(readAnswers('1.\n2. -\n', 2).byQuestion).toEqual([null, '-']);
    expect(readAnswers('', 1)).toEqual({ byQuestion: [null], remarks: '' });
  });

  test('of a terminal come back as they were given', () => {
    const answer = fc.option(fc.stringMatching(/^[a-z0-9.)-]{1,5}( [a-z0-9.)-]{1,5}){0,3}$/));
    fc.assert(
      fc.property(fc.array(answer, { minLength: 1, maxLength: 12 }), (answers) => {
        expect(readAnswers(printAnswers(answers), answers.length)).toEqual({ byQuestion: answers, remarks: '' });
      }),
    );
  });

  test('lose no word', () => {
    const words = (text: string) =>
      text
        .split(/\s+/)
        .filter((word) => /^[a-z]+$/.test(word))
        .sort();
    const line = fc.constantFrom('1. one', '2) two', ' three', 'four', '', '7. five', '**1.** six', '- seven');
    fc.assert(
      fc.property(fc.array(line, { maxLength: 10 }), (lines) => {
        const text = lines.join('\n');
        const { byQuestion, remarks } = readAnswers(text, 2);
        expect(words([...byQuestion, remarks].join('\n'))).toEqual(words(text));
      }),
    );
  });
});
