import type { HookRun } from '../../grind/session-record.js';
import type { UnitProgress } from '../../run/progress.js';
import { writeDocuments } from '../documents-in-tree.js';
import type { Team } from '../team.js';
import type { WorkPorts } from '../unit.js';
import { openWorksheet, type Worksheet } from '../worksheet.js';
import { capped } from './session-cap.js';
import { sessionEnvironment } from './session-environment.js';
import { readScratchpad, readSummary, writeSessionFiles } from './session-files.js';
import { sessionPrompts } from './session-prompts.js';
import { goesOn, type SessionUnit } from './session-unit.js';
import { skipWatch } from './skip-watch.js';

/** All that the steps of a session share. */
export interface Desk extends Team {
  readonly unit: SessionUnit;
  /** As the session's programs and agents get them: with its environment, its caps and its skip. */
  readonly ports: WorkPorts;
  /** As the shift gave them. */
  readonly outer: WorkPorts;
  readonly sheet: Worksheet;
  /** Aborted once somebody asked to skip the session. */
  readonly skip: AbortSignal;
  readonly noted: Noted;
  /** How far the session got, with what only a session knows. */
  progress(): Promise<UnitProgress>;
}

/** What a session notes of itself, earlier shifts included. */
export interface Noted {
  metricBefore: number | null;
  hooks: readonly HookRun[];
}

/** Puts the session's files into its tree and its ports in order. */
export async function openDesk(given: SessionUnit, outer: WorkPorts): Promise<Desk> {
  const unit = await withFiles(given);
  const sheet = openWorksheet(unit);
  const { dir, grind, order } = unit;
  // What was found out on another base says nothing about this one.
  const noted: Noted = goesOn(order)
    ? { metricBefore: order.session.metric_before ?? null, hooks: order.session.hooks ?? [] }
    : { metricBefore: null, hooks: [] };
  const whole = async (progress: UnitProgress): Promise<UnitProgress> => {
    const [scratchpad, summary] = [await readScratchpad(dir), await readSummary(dir)];
    return {
      ...progress,
      session: { scratchpad: scratchpad ?? grind.scratchpad, summary: summary ?? '', ...noted },
    };
  };
  const watch = skipWatch({ dir, clock: outer.clock, run: outer.run, asked: grind.skip });
  const within = capped(unit, outer);
  let sealed = false;
  const ports: WorkPorts = {
    ...within,
    run: watch.run,
    signal: AbortSignal.any([outer.signal, watch.signal]),
    agentEnv: { ...outer.agentEnv, ...sessionEnvironment(unit) },
    save: async (progress, options) => outer.save(await whole(progress), options),
    setAside: async (progress) => within.setAside(await whole(progress)),
    async sealTree() {
      if (!sealed) {
        sealed = true;
        await outer.sealTree?.();
      }
    },
  };
  return {
    unit,
    ports,
    outer,
    sheet,
    skip: watch.signal,
    noted,
    prompts: sessionPrompts(unit, outer),
    progress: () => whole(sheet.progress()),
  };
}

/** What an interrupted session had written stands in its kept tree; a session that begins has the run's scratchpad and no summary. */
async function withFiles(unit: SessionUnit): Promise<SessionUnit> {
  const { dir, grind, order } = unit;
  const kept = goesOn(order);
  const scratchpad = (kept ? await readScratchpad(dir) : null) ?? grind.scratchpad;
  const summary = (kept ? await readSummary(dir) : null) ?? '';
  await writeDocuments(dir, unit.planText, unit.deferredText);
  await writeSessionFiles(dir, grind.sessionLog, { scratchpad, summary });
  return { ...unit, grind: { ...grind, scratchpad } };
}
