import { stableJson } from '../../src/base/stable-json.js';
import { carriedOver } from '../../src/grind/carry-over.js';
import { FRESH_SCHEDULER, nextPick, recordRun, type SchedulerState } from '../../src/grind/scheduler.js';
import type { LedgerView } from './ledger-view.js';
import { MATERIAL } from './project.js';

/** The rotation as the picks of all nights leave it, counted beside the ledger: what the ledger says must be the same. */
export class Replay {
  private state: SchedulerState = FRESH_SCHEDULER;

  /** Plays the picks of one run; what does not fit, or nothing. */
  night(view: LedgerView, runId: string): readonly string[] {
    this.state = carriedOver(this.state, MATERIAL);
    const before = this.state.runs_per_prompt;
    const run = view.runs.get(runId);
    const sessions = (view.sessions.get(runId) ?? []).toSorted((a, b) => a.seq - b.seq);
    const wrong: string[] = [];
    for (const { seq, prompt, rotation } of sessions) {
      const pick = nextPick(MATERIAL, this.state, before);
      if (pick?.prompt.name !== prompt || pick.state.rotation !== rotation) {
        wrong.push(`session ${seq} is ${prompt} in rotation ${rotation}, not ${pick?.prompt.name}`);
      }
      this.state = pick === null ? this.state : recordRun(pick.state, pick.prompt.name);
    }
    for (const [where, state] of [
      ['the rotation', view.rotation?.scheduler],
      ['the record', run?.grind?.scheduler],
    ] as const) {
      if (stableJson(state ?? null) !== stableJson(this.state)) {
        wrong.push(`${where} does not stand where its picks lead`);
      }
    }
    return wrong.map((what) => `I6 ${what} (run ${runId})`);
  }
}
