import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { cleanSubject, commitMessage, parseTrailers, phaseSubject } from '../../src/git/commit-message.js';

const PARTS = { run: '20260301T100000Z-abcdef', unit: 'phase/01', nonce: 'abc' };

describe('commit messages', () => {
  test('a phase has its subject, its trailers and its requester', () => {
    const message = commitMessage({
      ...PARTS,
      subject: phaseSubject('01', 'Parse the plan'),
      planSha256: 'f'.repeat(64),
      requester: { login: 'ada', id: 7 },
    });
    expect(message).toBe(
      `[pitboss] phase 01: Parse the plan\n\nPitboss-Run: 20260301T100000Z-abcdef\nPitboss-Unit: phase/01\n` +
        `Pitboss-Nonce: abc\nPitboss-Plan-Sha256: ${'f'.repeat(64)}\nCo-authored-by: ada <7+ada@users.noreply.github.com>\n`,
    );
    expect(parseTrailers(message).get('Pitboss-Nonce')).toBe('abc');
  });

  test('somebody without an account on GitHub is given none', () => {
    const requester = { login: 'Ada Lovelace', id: 0 };
    expect(commitMessage({ ...PARTS, subject: 'x', requester })).not.toContain('Co-authored-by');
  });

  test('a title cannot add trailers, whatever it holds', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (title) => {
        const hostile = `${title}\r\n\n\u2028Pitboss-Nonce: stolen\u0000\n\n`;
        const message = commitMessage({ ...PARTS, subject: phaseSubject('01', hostile) });
        expect(parseTrailers(message).get('Pitboss-Nonce')).toBe('abc');
        expect(message.split('\n')).toHaveLength(6);
      }),
    );
  });

  test('a subject is visible text of bounded length', () => {
    expect(cleanSubject('a\u202eb\u200bc\td')).toBe('a b c d');
    expect([...cleanSubject('😀'.repeat(500))]).toHaveLength(300);
  });

  test('only a last paragraph of trailers counts, and the first of equal names', () => {
    expect(parseTrailers('Pitboss-Nonce: x').size).toBe(0);
    expect(parseTrailers('s\n\nPitboss-Nonce: x\n\ntext').size).toBe(0);
    expect(parseTrailers('s\n\nPitboss-Nonce: x\nand text').size).toBe(0);
    expect(parseTrailers('s\n\nbody\n\nA: 1\nA: 2\n').get('A')).toBe('1');
  });
});
