import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { PitbossError } from '../../src/base/pitboss-error.js';
import { toPitbossError } from '../../src/documents/document-error.js';
import { advanceTo, findPhase, nextPhase, type Plan, parsePlan, printPlan } from '../../src/documents/plan.js';

const PLAN = `---
current_phase: "01" # where we are
owner: 'me'   # kept
---

# A library

Some words.

# Phase 01: Begin: with a colon  
**Scope.** One.

# Phase 02: 
Two.

# Phase 02b: Last`;

function read(text: string): Plan {
  const plan = parsePlan(text);
  if (!plan.ok) {
    throw toPitbossError(plan.error);
  }
  return plan.value;
}

function refusal(text: string): { code: string; line: number | null } {
  const plan = parsePlan(text);
  return plan.ok ? { code: 'none', line: null } : { code: plan.error.code, line: plan.error.line };
}

/** A plan with one line of frontmatter, so that the body begins on line 4. */
function withBody(body: string): string {
  return `---\ncurrent_phase: "01"\n---\n${body}`;
}

function withFrontmatter(frontmatter: string): string {
  return `---\n${frontmatter}\n---\n# Phase 01: a\n# Phase 02: b\n`;
}

describe('reading a plan', () => {
  test('finds the current phase, the preamble and every phase with its line', () => {
    const plan = read(PLAN);
    expect(plan.currentPhase).toBe('01');
    expect(plan.frontmatter).toBe(`current_phase: "01" # where we are\nowner: 'me'   # kept`);
    expect(plan.preamble).toBe('\n# A library\n\nSome words.\n\n');
    expect(plan.phases).toEqual([
      { id: '01', title: 'Begin: with a colon  ', body: '**Scope.** One.\n\n', line: 10 },
      { id: '02', title: '', body: 'Two.\n\n', line: 13 },
      { id: '02b', title: 'Last', body: '', line: 16 },
    ]);
  });

  test('an issue body with CRLF is the same plan', () => {
    expect(read(PLAN.replaceAll('\n', '\r\n'))).toEqual(read(PLAN));
  });

  test('so is one whose CRLF were converted twice, or cut at the end of the text', () => {
    expect(read(PLAN.replaceAll('\n', '\r\r\n'))).toEqual(read(PLAN));
    expect(read(withBody('# Phase 01: a\r'))).toEqual(read(withBody('# Phase 01: a\n')));
  });

  test('a lone CR is an ordinary character', () => {
    expect(read(withBody('# Phase 01: a\rb\n')).phases[0]?.title).toBe('a\rb');
  });

  test.each(['## Phase 02: x', '#Phase 02: x', ' # Phase 02: x', '# phase 02: x', '# Phase', '> # Phase 02: x'])(
    '%j is text',
    (line) => {
      expect(read(withBody(`# Phase 01: a\n${line}\n`)).phases).toHaveLength(1);
    },
  );

  test('ids that differ only in zeros are different phases', () => {
    expect(read(withBody('# Phase 01: a\n# Phase 1: b\n')).phases.map(({ id }) => id)).toEqual(['01', '1']);
  });
});

describe('a plan that cannot be read', () => {
  test.each([
    ['', 'missing_frontmatter', 1],
    ['# Phase 01: a\n', 'missing_frontmatter', 1],
    ['\n---\ncurrent_phase: "01"\n---\n# Phase 01: a\n', 'missing_frontmatter', 1],
    ['\uFEFF---\ncurrent_phase: "01"\n---\n# Phase 01: a\n', 'missing_frontmatter', 1],
    ['---\ncurrent_phase: "01"\n# Phase 01: a\n', 'missing_frontmatter', 1],
    ['---\ncurrent_phase: "01"\n---', 'missing_frontmatter', 1],
    ['---\n---\n# Phase 01: a\n', 'bad_frontmatter', null],
    [withBody(''), 'no_phases', null],
    [withBody('# Phase overview\n'), 'bad_heading', 4],
    [withBody('text\n\n# Phase 01:\n'), 'bad_heading', 6],
    [withBody('# Phase 01: a\n# Phase  02: b\n'), 'bad_heading_id', 5],
    [withBody('# Phase 01.5: a\n'), 'bad_heading_id', 4],
    [withBody('# Phase 01: a\n\n# Phase 01: b\n'), 'duplicate_phase_id', 6],
    [withBody('# Phase 01: a\n# Phase 03: b\n\n# Phase 02: c\n'), 'phases_not_ascending', 7],
    [withBody('# Phase 1: a\n'), 'unknown_current_phase', 2],
    ['---\ntitle: x\ncurrent_phase: "1.5"\n---\n# Phase 01: a\n', 'bad_current_phase', 3],
  ])('%j is refused: %s', (text, code, line) => {
    expect(refusal(text)).toEqual({ code, line });
  });

  test('the error says what, why and how to repair it', () => {
    const plan = parsePlan(withBody('# Phase 01: a\n# Phase 1.5: b\n'));
    const error = plan.ok ? null : toPitbossError(plan.error);
    expect(error).toBeInstanceOf(PitbossError);
    expect(error?.what).toBe('plan.md line 5: A phase heading has no valid id.');
    expect(error?.why).toContain('"1.5"');
    expect(error?.fix).toContain('# Phase 01: Title');
  });
});

describe('the frontmatter', () => {
  test.each([
    'current_phase: 01',
    'current_phase: "01"',
    "current_phase: '01'",
    '"current_phase": "01"',
    '{current_phase: "01", other: [1, 2]}',
    'other: &x {current_phase: "02"}\nagain: *x\ncurrent_phase: 01 # two',
    '  current_phase: "01"\n  nested:\n    current_phase: "02"',
    '? current_phase\n: "01"',
    'current_phase: "01"\nnested: {1: a, ? [x, y] : b}',
  ])('%j names phase 01, and advances to phase 02 and back', (frontmatter) => {
    const plan = read(withFrontmatter(frontmatter));
    expect(plan.currentPhase).toBe('01');
    const advanced = advanceTo(plan, '02');
    expect(read(printPlan(advanced))).toEqual(advanced);
    expect(advanced.currentPhase).toBe('02');
    expect(printPlan(advanceTo(advanced, '01')).length - printPlan(plan).length).toBeLessThanOrEqual(2);
  });

  test.each([
    ['current_phase: 1', 2],
    ['a: b\ncurrent_phase: 10', 3],
    ['current_phase: 1e2', 2],
    ['current_phase: 0x1', 2],
    ['current_phase: 0o1', 2],
    ['current_phase: 1.5', 2],
    ['current_phase: true', 2],
    ['current_phase:', 2],
    ['current_phase: ~', 2],
    ['current_phase: !!str 01', 2],
    ['current_phase: [01]', null],
    ['current_phase: |-\n  01', null],
    ['x: &a "01"\ncurrent_phase: *a', null],
    ['other: 1', null],
    ['1: a\ncurrent_phase: "01"', null],
    ['true: a\ncurrent_phase: "01"', null],
    ['- current_phase', null],
    ['just text', null],
    ['# only a comment', null],
    ['current_phase: "01"\ncurrent_phase: "01"', 3],
    ['a: b\nb: [', 3],
    ['a: 1\n...\nb: 2', null],
  ])('%j is refused', (frontmatter, line) => {
    expect(refusal(withFrontmatter(frontmatter))).toEqual({ code: 'bad_frontmatter', line });
  });

  test('an unquoted number is answered with the quoted form', () => {
    const plan = parsePlan(withFrontmatter('current_phase: 1'));
    expect(plan.ok ? '' : plan.error.why).toContain('unquoted value 1');
    expect(plan.ok ? '' : plan.error.fix).toContain('current_phase: "01"');
  });
});

describe('code fences', () => {
  test('a heading inside a closed fence is text', () => {
    const body = '# Phase 01: a\n```md\n# Phase 02: code\n```\n~~~\n# Phase 03: code\n```\n~~~~\n# Phase 04: b\n';
    expect(read(withBody(body)).phases.map(({ id }) => id)).toEqual(['01', '04']);
  });

  test('a fence closes with as many characters or more, nothing behind them, at most three spaces before', () => {
    const body = '# Phase 01: a\n````\n```\n# Phase 02: x\n```` no\n    ````\n   `````  \t\n# Phase 03: b\n';
    expect(read(withBody(body)).phases.map(({ id }) => id)).toEqual(['01', '03']);
  });

  test('an unclosed fence before a heading is refused with its line', () => {
    expect(refusal(withBody('# Phase 01: a\n```\ncode\n# Phase 02: b\n'))).toEqual({ code: 'unclosed_fence', line: 5 });
    expect(refusal(withBody('~~~\n# Phase 01: a\n```\n```\n'))).toEqual({ code: 'unclosed_fence', line: 4 });
  });

  test('an unclosed fence behind the last heading harms nobody', () => {
    expect(read(withBody('# Phase 01: a\n```\ncode\n')).phases[0]?.body).toBe('```\ncode\n');
  });

  test('inline code and indented code begin no fence', () => {
    const body = '# Phase 01: a\n```inline``` code\n    ```\n`` ``\n# Phase 02: b\n';
    expect(read(withBody(body)).phases).toHaveLength(2);
  });
});

describe('printing a plan', () => {
  test('gives the same bytes, but for a line end behind a last heading', () => {
    expect(printPlan(read(PLAN))).toBe(`${PLAN}\n`);
    expect(printPlan(read(`${PLAN}\n`))).toBe(`${PLAN}\n`);
  });

  test('drops blank lines above the closing line', () => {
    expect(printPlan(read(withFrontmatter('current_phase: "01"\n\n')))).toBe(withFrontmatter('current_phase: "01"'));
  });

  test('advancing changes the value and nothing else', () => {
    expect(printPlan(advanceTo(read(PLAN), '02b'))).toBe(`${PLAN.replace('"01"', '"02b"')}\n`);
  });

  test('a plan does not advance to a phase that it does not have', () => {
    expect(() => advanceTo(read(PLAN), '7')).toThrow(PitbossError);
  });
});

test('the plan of the examples prints back byte for byte, also after it went on and back', () => {
  const text = readFileSync(new URL('../../examples/demo-plan.md', import.meta.url), 'utf8');
  const plan = parsePlan(text);
  if (!plan.ok) {
    throw plan.error;
  }
  const [first, second] = plan.value.phases.map((phase) => phase.id);
  const there = advanceTo(plan.value, second ?? '');
  expect(printPlan(plan.value)).toBe(text);
  expect(printPlan(there)).not.toBe(text);
  expect(printPlan(advanceTo(there, first ?? ''))).toBe(text);
});

describe('finding phases', () => {
  const plan = read(PLAN);
  test('the next phase is the next one in the document', () => {
    expect(nextPhase(plan, '01')?.id).toBe('02');
    expect(nextPhase(plan, '02')?.id).toBe('02b');
    expect(nextPhase(plan, '02b')).toBeNull();
    expect(nextPhase(plan, '99')).toBeNull();
  });

  test('phases are found by their exact id', () => {
    expect(findPhase(plan, '02b')?.title).toBe('Last');
    expect(findPhase(plan, '2b')).toBeNull();
  });
});
