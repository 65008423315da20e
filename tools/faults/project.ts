import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DEFERRED_PATH as DEFERRED } from '../../src/run/document-paths.js';

/** Two phases, the second red and then mended, and an item for the last sweep. */
export const PLAN = `---
current_phase: "01"
---

# Phase 01: First

Write 01.txt.

# Phase 02: Second

Write 02.txt so that the tests pass.
`;

/** A short plan for a run that waits for the first one. */
export const SHORT_PLAN = `---
current_phase: "09"
---

# Phase 09: Ninth

Write 09.txt.
`;

/** US dollars that each dispatch of the script costs, and that are set aside for one. */
const DISPATCH_USD = 0.25;
export const RESERVATION_USD = 2;

export const DISPATCH_USAGE = `usage: { input: 10, output: 1, usd: ${DISPATCH_USD} }`;

/** Every edit appends: work that is done twice, or by a program that should be dead, shows in the text. */
const BLIND_SCRIPT = `
steps:
  - when: { unit: phase/01, role: auditor }
    edits: [{ path: 01.txt, append: "audited\\n" }]
    ${DISPATCH_USAGE}
  - when: { role: auditor }
    ${DISPATCH_USAGE}
  - when: { unit: phase/01 }
    edits:
      - { path: 01.txt, append: "first\\n" }
      - { path: .pitboss/play/deferred.md, append: "## Deferred items\\n\\n- [ ] look again\\n" }
    delay_ms: 120
    ${DISPATCH_USAGE}
  - when: { unit: phase/02, role: implementer }
    edits: [{ path: 01.txt, append: "second\\n" }, { path: 02.txt, append: "bad\\n" }]
    ${DISPATCH_USAGE}
  - when: { unit: phase/02, role: fixer }
    edits: [{ path: 02.txt, replace: { from: "bad", to: "good" } }]
    delay_ms: 120
    ${DISPATCH_USAGE}
otherwise:
  edits:
    - { path: 01.txt, append: "swept\\n" }
    - { path: .pitboss/play/deferred.md, replace: { from: "- [ ] look again", to: "- [x] look again" } }
  ${DISPATCH_USAGE}
`;

const once = (line: string, file: string): string =>
  `grep -qx '${line}' ${file} 2>/dev/null || echo '${line}' >> ${file}`;
const shell = (...commands: readonly string[]): string => `run: [sh, -c, ${JSON.stringify(commands.join('\n'))}]`;

/** An agent that looks before it writes. Where a job is settled after a kill, the unfinished tree is kept, and the same role goes on in it. */
export const LOOKING_SCRIPT = `
steps:
  - when: { unit: phase/01 }
    ${shell(once('first', '01.txt'), once('## Deferred items', DEFERRED), once('- [ ] look again', DEFERRED))}
    delay_ms: 120
    ${DISPATCH_USAGE}
  - when: { unit: phase/02, role: implementer }
    ${shell(once('second', '01.txt'), once('bad', '02.txt'))}
    ${DISPATCH_USAGE}
  - when: { unit: phase/02, role: fixer }
    ${shell('sed -i s/bad/good/ 02.txt')}
    delay_ms: 120
    ${DISPATCH_USAGE}
  - when: { unit: phase/09 }
    ${shell(once('ninth', '09.txt'))}
    ${DISPATCH_USAGE}
otherwise:
  ${shell(once('swept', '01.txt'), `sed -i 's/- \\[ \\] look/- [x] look/' ${DEFERRED}`)}
  ${DISPATCH_USAGE}
`;

export const CONFIG = `agent: { backend: script }
tests: { command: "! grep -q bad 02.txt 2>/dev/null" }
limits: { dispatch_usd: ${RESERVATION_USD} }
`;

/** Writes the repository of a user who has everything that Pitboss needs, with more files, or others, of a world's own. */
export function writeProject(dir: string, more: Readonly<Record<string, string>>): void {
  const files = {
    'a.txt': 'one\n',
    '.github/pitboss.yml': CONFIG,
    '.pitboss/agent-script.yml': BLIND_SCRIPT,
    ...more,
  };
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(dir, path)), { recursive: true });
    writeFileSync(join(dir, path), text);
  }
}
