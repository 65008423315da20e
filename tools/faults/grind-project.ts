import { DISPATCH_USAGE } from './project.js';

const prompt = (name: string, more: string): string => `---
name: ${name}
description: Adds a line.
${more}---
Add a line for ${name}.
`;

/** Each session appends a line and a note; the second is red at first, and mended. */
const SCRIPT = `
steps:
  - when: { role: fixer }
    edits: [{ path: 02.txt, replace: { from: "bad", to: "good" } }]
    delay_ms: 120
    ${DISPATCH_USAGE}
otherwise:
  run:
    - sh
    - -c
    - |
      echo "$PITBOSS_PROMPT_NAME $PITBOSS_SESSION_SEQ" >> log.txt
      echo "note of $PITBOSS_SESSION_SEQ" >> "$PITBOSS_SCRATCHPAD"
      echo "summary of $PITBOSS_SESSION_SEQ" > "$PITBOSS_SUMMARY_FILE"
      if [ "$PITBOSS_SESSION_SEQ" = 2 ]; then echo bad >> 02.txt; fi
  delay_ms: 120
  ${DISPATCH_USAGE}
`;

/** Three sessions of two prompts, after which no prompt has a run left. */
export const GRIND_FILES = {
  '.pitboss/agent-script.yml': SCRIPT,
  '.pitboss/grind/prompts/alpha.md': prompt('alpha', 'max_runs: 2\n'),
  '.pitboss/grind/prompts/bravo.md': prompt('bravo', 'max_runs: 1\nverify: true\n'),
};
