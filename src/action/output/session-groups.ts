import { PROMPT_NAME } from '../../grind/prompt.js';
import { paddedSeq } from '../../grind/session-record.js';
import type { ShiftEvent } from '../../report/shift-event.js';

/** Told of each event before and after its lines are written. */
export interface SessionGroups {
  before(event: ShiftEvent): void;
  after(event: ShiftEvent): void;
  end(): void;
}

/**
 * Folds the log of each session of a grind run into a group of its own. Groups do not nest: sessions side by side, whose lines
 * are mixed, get none. A session's last line stands below its group, where everybody sees it.
 */
export function sessionGroups(command: (line: string) => void): SessionGroups {
  const working = new Set<number>();
  let open = false;
  const close = (): void => {
    if (open) {
      command('::endgroup::');
      open = false;
    }
  };
  return {
    before(event) {
      if (event.kind === 'session_started' || event.kind === 'session_ended' || event.kind === 'ended') {
        close();
      }
      if (event.kind === 'session_ended') {
        working.delete(event.session.seq);
      }
    },
    after(event) {
      if (event.kind !== 'session_started') {
        return;
      }
      working.add(event.seq);
      if (working.size === 1) {
        const name = PROMPT_NAME.test(event.prompt) ? ` ${event.prompt}` : '';
        command(`::group::session ${paddedSeq(event.seq)}${name}`);
        open = true;
      }
    },
    end: close,
  };
}
