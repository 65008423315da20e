import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { phaseOutline } from '../../src/documents/phase-outline.js';
import { parsePlan } from '../../src/documents/plan.js';

describe('the outline of a phase', () => {
  test('has the scope as text, and deliverables and acceptance as lists', () => {
    const body = `
**Scope.** Count words,
and nothing else.

More about it.

**Deliverables.**

- [ ] \`words.js\`, with
  tests
  - nested
- docs

**Acceptance.**
1. \`npm test\` passes
2. **no** warnings
`;
    expect(phaseOutline(body)).toEqual({
      scope: 'Count words, and nothing else.\n\nMore about it.',
      deliverables: ['`words.js`, with tests', 'nested', 'docs'],
      acceptance: ['`npm test` passes', '**no** warnings'],
    });
  });

  test('labels may share a paragraph, one per line, and end in a colon', () => {
    expect(phaseOutline('**Scope:** a\n**deliverables** b\n**Acceptance.** c **Scope.** d\n')).toEqual({
      scope: 'a',
      deliverables: ['b'],
      acceptance: ['c **Scope.** d'],
    });
  });

  test('a heading ends a section, other blocks belong to it', () => {
    expect(phaseOutline('**Scope.** a\n\n```\ncode\n```\n\n## Notes\n\n- b\n').scope).toBe('a\n\n```\ncode\n```');
  });

  test('a body without labels has an empty outline', () => {
    expect(phaseOutline('Just do it.\n\n- now\n')).toEqual({ scope: '', deliverables: [], acceptance: [] });
  });

  test('labels in code are no labels', () => {
    expect(phaseOutline('```\n**Scope.** a\n```\n').scope).toBe('');
  });

  test('nesting is read as deep as people write it, and absurd lines are left out', () => {
    const deep = Array.from({ length: 30 }, (_, depth) => `${'  '.repeat(depth)}- level ${depth}`).join('\n');
    expect(phaseOutline(`**Deliverables.**\n\n${deep}\n`).deliverables).toHaveLength(30);
    const body = `**Deliverables.**\n\n${'- '.repeat(1500)}a\n${'>'.repeat(1500)}b\n- c\n`;
    expect(phaseOutline(body).deliverables).toEqual(['c']);
    expect(phaseOutline(`**Scope.** ${'['.repeat(5000)}\n`).scope).toHaveLength(5000);
  });

  test('every phase of the example plan has all three parts', () => {
    const text = readFileSync(new URL('../../examples/demo-plan.md', import.meta.url), 'utf8');
    const plan = parsePlan(text);
    const outlines = plan.ok ? plan.value.phases.map(({ body }) => phaseOutline(body)) : [];
    expect(outlines.length).toBeGreaterThan(0);
    for (const outline of outlines) {
      expect(outline.scope).not.toBe('');
      expect(outline.deliverables).toHaveLength(1);
      expect(outline.acceptance).toHaveLength(1);
    }
  });
});
