import fc from 'fast-check';
import { comparePhaseIds } from '../../src/documents/phase-id.js';

/** A valid phase id; small numbers are frequent, so that ids meet. */
export const phaseId = fc
  .tuple(
    fc.oneof(fc.integer({ min: 0, max: 20 }).map(String), fc.bigInt({ min: 0n, max: (1n << 64n) - 1n }).map(String)),
    fc.constantFrom('', '0', '00'),
    fc.stringMatching(/^([A-Za-z_-][A-Za-z0-9_-]{0,4})?$/),
  )
  .map(([digits, zeros, suffix]) => `${zeros}${digits}${suffix}`);

export const ascendingIds = fc
  .uniqueArray(phaseId, { minLength: 1, maxLength: 12 })
  .map((ids) => [...ids].sort(comparePhaseIds));

/** Lines that mean something to one of the grammars, among ones that mean nothing. */
export const line = fc.oneof(
  fc.constantFrom(
    '',
    '---',
    '```',
    '````',
    '```ts',
    '~~~',
    '  ```',
    '# Phase 01: a',
    '# Phase 02: b',
    '# Phase x',
    '## Deferred items',
    '## Deferred phases',
    '### From phase 01: t',
    '- [ ] open',
    '- [x] done',
    '- [X]',
    ' - [ ] near',
    '  - [ ] nested',
    '  wrapped',
    'current_phase: "01"',
    '**Scope.** s',
    '**Acceptance.**',
    '- item',
    '   ',
  ),
  fc.string({ unit: 'binary', maxLength: 20 }),
);

export const lines = fc.array(line, { maxLength: 40 }).map((all) => all.join('\n'));

/** Any text at all: random, random lines of the grammars, or bytes read as UTF-8. */
export const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  lines,
  lines.map((text) => `---\ncurrent_phase: "01"\n---\n${text}`),
  fc.uint8Array().map((bytes) => new TextDecoder().decode(bytes)),
);
