import type { Config } from '../../config/config.js';
import { rotationName } from '../../grind/files/wanted.js';
import type { LineOutcome, Premises } from '../acceptance.js';
import { configObstacle } from '../answers/spending-obstacle.js';
import { startAccepted } from '../dispatching/start-accepted.js';
import { beginGrind } from '../grind/begin-grind.js';
import { unfinishedGrind } from '../grind/grind-runs.js';
import { CONFIG_FILE, type CommandPorts, type ConfigReading } from '../ports.js';
import { askedBy, type Occasion } from './occasion.js';
import { premisesOf } from './premises.js';

export interface ScheduledRuns {
  readonly started: readonly string[];
  /** Why something was not started that may start the next time. */
  readonly notices: readonly string[];
  /** Why something was not started that a person must change first. */
  readonly failures: readonly string[];
}

const NOTHING: ScheduledRuns = { started: [], notices: [], failures: [] };

/** Nobody's permission is asked: what the default branch's configuration says has been reviewed there. */
const PERMISSION = 'configuration';

/**
 * Starts the grind runs that `grind.schedules` names for a cron line, one for each entry. They go on with the rotation where earlier
 * ones left it, so none is started while a run of the same rotation is unfinished; a halted one does not count, or one failure would
 * end the schedule.
 */
export async function runSchedules(
  cron: string,
  ports: CommandPorts,
  occasionOf: () => Promise<Occasion>,
): Promise<ScheduledRuns> {
  const { defaultBranch: branch, private: isPrivate } = await ports.api.repository();
  const early = ports.readConfig(await ports.api.file(CONFIG_FILE, branch), CONFIG_FILE);
  if (early.ok && due(early, cron).length === 0) {
    return NOTHING;
  }
  const premises = await premisesOf(ports, { branch, private: isPrivate });
  const { config } = premises;
  return config.ok
    ? startDue(premises, due(config, cron), await occasionOf())
    : { ...NOTHING, failures: [configObstacle(config) ?? ''] };
}

type Schedules = Config['grind']['schedules'];
type Due = readonly (readonly [number, Schedules[number]])[];

/** The entries for a cron line, with their places in the list. */
function due(config: Extract<ConfigReading, { ok: true }>, cron: string): Due {
  return [...config.grind.schedules.entries()].filter(([, schedule]) => schedule.cron.trim() === cron.trim());
}

async function startDue(premises: Premises, schedules: Due, occasion: Occasion): Promise<ScheduledRuns> {
  const started: string[] = [];
  const notices: string[] = [];
  const failures: string[] = [];
  const standard = premises.config.ok ? premises.config.grind.default_rotation : undefined;
  for (const [index, schedule] of schedules) {
    const rotation = rotationName(schedule.rotation ?? null, standard);
    const request = { rotation: schedule.rotation ?? null, budgets: schedule.budgets, carry: true };
    const asked = askedBy(occasion, index, PERMISSION);
    const open = obstacle(premises, { rotation, standard }, asked.key);
    const outcome: LineOutcome =
      open === null ? await beginGrind(premises, asked, request) : { kind: 'answered', text: open };
    if (outcome.kind === 'accepted') {
      started.push(outcome.runId);
    } else if (outcome.kind === 'answered') {
      notices.push(outcome.text);
    } else if (outcome.kind === 'refused') {
      failures.push(`Rotation ${rotation}: ${outcome.text ?? ''}`);
    }
  }
  const commands = started.map((runId) => ({ written: runId, runId, isNew: true }));
  const { rows, refused } = await startAccepted(premises, commands);
  const unsent = refused.map(({ what, why, fix }) => `${what} ${why} ${fix}`);
  const queued = refused.length === 0 ? rows.map(({ text }) => text) : [];
  return { started, notices: [...notices, ...queued], failures: [...failures, ...unsent] };
}

/** A run that this workflow run started at an earlier attempt is no obstacle: it is known by its key. */
function obstacle(
  { ledger }: Premises,
  sought: { readonly rotation: string; readonly standard: string | undefined },
  key: string,
): string | null {
  const { state } = ledger;
  const open = state.triggers.some((trigger) => trigger.key === key) ? null : unfinishedGrind(state, sought);
  return open === null
    ? null
    : `Rotation ${sought.rotation} was not started: run ${open.runId} works through it and is ${open.status}.`;
}
