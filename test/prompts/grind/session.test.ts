import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readDispatchName } from '../../../src/agents/first-line.js';
import { sessionFixerPrompt } from '../../../src/prompts/grind/fixer.js';
import { newestSessions } from '../../../src/prompts/grind/newest-sessions.js';
import { sessionPrompt } from '../../../src/prompts/grind/session.js';

type Input = Parameters<typeof sessionPrompt>[0];

const prompt = (change: Partial<Input> = {}) =>
  sessionPrompt({
    unit: 'session/0007-lint',
    attempt: 1,
    body: '\n\nMend one lint warning.\n',
    sessionLog: '# Sessions\n\n_No session has ended yet._\n',
    scratchpad: '',
    verify: { fixers: 2 },
    weakenedMode: 'explain',
    notes: [],
    shortfall: null,
    ...change,
  });

const fixer = (change: Partial<Parameters<typeof sessionFixerPrompt>[0]> = {}) =>
  sessionFixerPrompt({
    unit: 'session/0007-lint',
    attempt: 1,
    prompt: 'lint',
    body: 'Mend one lint warning.\n',
    testSummary: 'npm test: failed (exit 1)',
    knownFailures: [],
    weakened: [],
    weakenedMode: 'explain',
    shortfall: null,
    ...change,
  });

/** A record as sessions.md shows it. */
const record = (seq: number, lines = 8) =>
  [
    `## session-${String(seq).padStart(4, '0')} — lint (ok)`,
    '',
    ...Array.from({ length: lines }, (_, n) => `- fact ${n}`),
    '',
  ].join('\n');

describe('the prompt of a session', () => {
  test('is in its parts what it was', () => {
    expect(prompt()).toMatchSnapshot();
  });

  test('begins with the line that names the dispatch', () => {
    expect(readDispatchName(prompt({ attempt: 2 }))).toEqual({
      role: 'implementer',
      unit: 'session/0007-lint',
      attempt: 2,
    });
    expect(readDispatchName(fixer())).toEqual({ role: 'fixer', unit: 'session/0007-lint', attempt: 1 });
  });

  test('has its blocks in the order of the original, each between its marks', () => {
    const marks = [...prompt().matchAll(/^<!-- (.*) -->$/gm)].map(([, mark]) => mark);
    expect(marks).toEqual([
      'pitboss:standing-instruction:start',
      'pitboss:standing-instruction:end',
      'pitboss:session-log',
      '/pitboss:session-log',
      'pitboss:scratchpad',
      '/pitboss:scratchpad',
    ]);
  });

  test('says so where nothing came before', () => {
    expect(prompt()).toContain('(no prior sessions)');
    expect(prompt()).toContain('(scratchpad is empty)');
    expect(prompt({ scratchpad: '- a\n', sessionLog: `# Sessions\n\n${record(1)}` })).not.toMatch(
      /\(no prior|is empty/,
    );
  });

  test('never says a word of the skip file', () => {
    expect(prompt()).not.toMatch(/skip_file|\.pitboss\/skip/i);
  });

  test('ends with the text of its file, byte for byte but for blank lines in front and a line end behind', () => {
    const text = fc.string({ unit: 'binary' }).filter((body) => !body.startsWith('\n'));
    fc.assert(
      fc.property(text, fc.nat({ max: 3 }), (body, blank) => {
        const composed = prompt({ body: `${'\n'.repeat(blank)}${body}` });
        const expected = body.endsWith('\n') ? body : `${body}\n`;
        return composed.endsWith(`<!-- /pitboss:scratchpad -->\n\n${expected}`);
      }),
    );
  });

  test('shows the notes of people before that text', () => {
    const note = { key: 'k', at: '2026-03-01T10:00:00.000Z', by: 'jo', text: 'Leave the docs.', shown: [] };
    const composed = prompt({ notes: [note] });
    expect(composed).toMatch(/## Notes from people[\s\S]*Leave the docs\.[\s\S]*\nMend one lint warning\.\n$/);
  });

  test('never fills in anything that a body, a log, a scratchpad or an output holds', () => {
    const parts = ['{test_output}', '{{prompt}}', '$PITBOSS_RUN_ID', '$&', '$1', '%s', '{scratchpad}'];
    const text = fc
      .array(fc.constantFrom(...parts, 'x', ' ', '\n'), { minLength: 1 })
      .map((all) => `>${all.join('')}<`);
    fc.assert(
      fc.property(text, text, text, (body, pad, output) => {
        const composed = prompt({ body, scratchpad: pad, sessionLog: `## one\n${output}\n` });
        const mended = fixer({ body, testSummary: output });
        return (
          [body, pad, output].every((each) => composed.includes(each)) &&
          [body, output].every((each) => mended.includes(each))
        );
      }),
    );
  });

  test('shows of a long scratchpad the newest part', () => {
    const pad = Array.from({ length: 5_000 }, (_, n) => `- note number ${n}`).join('\n');
    const composed = prompt({ scratchpad: `${pad}\n` });
    expect(composed).toContain('- note number 4999\n');
    expect(composed).not.toContain('- note number 0\n');
    expect(composed).toContain('older notes left out');
    expect(composed.length).toBeLessThan(60_000);
  });
});

describe('what is shown of earlier sessions', () => {
  const log = (count: number, lines?: number) =>
    `# Sessions\n\n${Array.from({ length: count }, (_, n) => record(n + 1, lines)).join('\n')}`;

  test('is at most fifty lines, from the beginning of a record', () => {
    const shown = newestSessions(log(30)).split('\n');
    expect(shown.length).toBeLessThanOrEqual(50);
    expect(shown[0]).toBe('## session-0027 — lint (ok)');
    expect(shown.at(-1)).toBe('- fact 7');
  });

  test('is the end of a record that is longer than that', () => {
    const shown = newestSessions(log(1, 80)).split('\n');
    expect(shown).toHaveLength(50);
    expect(shown.at(-1)).toBe('- fact 79');
  });

  test('is bounded also where one line is endless', () => {
    expect(newestSessions(`## one\n${'x'.repeat(1_000_000)}`).length).toBeLessThanOrEqual(24_000);
  });
});

describe('the prompt of its fixer', () => {
  test('is in its parts what it was', () => {
    expect(fixer()).toMatchSnapshot();
  });

  test('shows weakened tests in place of failing ones', () => {
    const composed = fixer({ testSummary: '', weakened: ['a.test.js:1 [skip] a test is skipped'] });
    expect(composed).toContain('a.test.js:1 [skip] a test is skipped');
    expect(composed).toMatch(/tests say less than before/);
  });
});
