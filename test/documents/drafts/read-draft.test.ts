import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { draftProblem, readDraft } from '../../../src/documents/drafts/read-draft.js';
import { parsePlan } from '../../../src/documents/plan.js';

const PLAN = `---
current_phase: "01"
---

# Phase 01: Begin

\`\`\`sh
npm test
\`\`\`

# Phase 02: Go on

Text.
`;

const textOf = (answer: string) => {
  const read = readDraft(answer);
  return read.ok ? read.value.text : read.error.code;
};

describe("an agent's last message is read as a plan", () => {
  test.each([
    ['as it is', PLAN],
    ['with blank lines around it', `\n\n${PLAN}\n\n`],
    ['with other line ends', PLAN.replaceAll('\n', '\r\n')],
    ['with a word before it', `Here is the plan:\n\n${PLAN}`],
    ['in a fence', `\`\`\`markdown\n${PLAN}\`\`\``],
    ['in a fence, with words around it', `Sure.\n\n\`\`\`\`\n${PLAN}\`\`\`\`\n\nShall I go on?`],
    ['behind a line across the page', `Some thoughts.\n\n---\n\nMore thoughts.\n\n${PLAN}`],
  ])('%s, byte for byte', (_, answer) => {
    expect(textOf(answer)).toBe(PLAN);
  });

  test('a fence of the plan itself is not taken for one around it', () => {
    expect(textOf(`Plan:\n${PLAN}`)).toBe(PLAN);
  });

  test('it begins at its first phase, whatever it says', () => {
    const read = readDraft(PLAN.replace('"01"', '"02"'));
    expect(read.ok && [read.value.plan.currentPhase, read.value.text]).toEqual(['01', PLAN]);
  });

  test.each([
    ['nothing', '', 'missing_frontmatter'],
    ['only words', 'I could not find out what you want.', 'missing_frontmatter'],
    ['no phases', '---\ncurrent_phase: "01"\n---\n\nSoon.\n', 'no_phases'],
    ['two phases of one id', PLAN.replace('Phase 02', 'Phase 01'), 'duplicate_phase_id'],
  ])('%s is no plan', (_, answer, code) => {
    expect(textOf(answer)).toBe(code);
  });

  test('the reason is told with its line, for the agent that is asked again', () => {
    const read = readDraft(PLAN.replace('Phase 02', 'Phase 01'));
    expect(read.ok ? '' : draftProblem(read.error)).toMatch(/^Line 11: There are two phases 01\. .* Give every phase/);
  });

  test('whatever is accepted can be read again as the same plan', () => {
    const piece = fc.constantFrom(
      '---\n',
      'current_phase: "01"\n',
      '# Phase 01: a\n',
      '# Phase 02: b\n',
      '```\n',
      'x\n',
      '\n',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 14 }), (pieces) => {
        const read = readDraft(pieces.join(''));
        const again = read.ok ? parsePlan(read.value.text) : null;
        expect(again === null || (again.ok && again.value.currentPhase === again.value.phases[0]?.id)).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });
});
