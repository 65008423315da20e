import { join } from 'node:path';
import { SCRATCHPAD_PATH, SKIP_PATH, SUMMARY_PATH } from '../../run/document-paths.js';
import type { SessionUnit } from './session-unit.js';

/** What tells agents and hooks which session this is and where its files stand; names as in the original. */
export function sessionEnvironment({ dir, grind, subject }: SessionUnit): Readonly<Record<string, string>> {
  return {
    PITBOSS_RUN_ID: grind.runId,
    PITBOSS_PROMPT_NAME: subject.prompt.name,
    PITBOSS_SESSION_SEQ: String(subject.seq),
    PITBOSS_SUMMARY_FILE: join(dir, SUMMARY_PATH),
    PITBOSS_SCRATCHPAD: join(dir, SCRATCHPAD_PATH),
    PITBOSS_SKIP_FILE: join(dir, SKIP_PATH),
    PITBOSS_WORKTREE: dir,
  };
}
