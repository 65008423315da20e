import { z } from 'zod';
import { PitbossError } from '../base/pitboss-error.js';
import { type RotationState, rotationStateSchema } from '../grind/rotation-state.js';
import { triggerPath } from '../run/ids.js';
import { type SpendDay, spendDaySchema } from '../run/money/spend.js';
import { type Pruned, prunedSchema } from '../run/pruning/pruned.js';
import { type RunRecord, runRecordSchema } from '../run/record.js';
import { type Trigger, triggerSchema } from '../run/trigger.js';
import type { LedgerState } from './ledger.js';
import { isStatePath, LEDGER_SCHEMA, PRUNED_PATH, rotationOf, runPath, SCHEMA_PATH, spendDay } from './paths.js';

const versionSchema = z.looseObject({ schema: z.number() });

interface Problem {
  readonly path: string;
  readonly problem: string;
}

/** The reason given for a file that a newer Pitboss wrote; such a file is read by nobody here and never written (I12). */
const NEWER_SCHEMA = 'newer schema';

/**
 * A reading of the ledger, from the texts of its files. Throws only when the whole ledger is of a newer layout, or nobody can say
 * which runs were removed.
 */
export function ledgerState(tip: string | null, files: ReadonlyMap<string, string>): LedgerState {
  const triggers: Trigger[] = [];
  const runs = new Map<string, RunRecord>();
  const spend = new Map<string, SpendDay>();
  const rotations = new Map<string, RotationState>();
  const problems: Problem[] = [];
  const prunedText = files.get(PRUNED_PATH);
  for (const [path, text] of [...files].sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (path === SCHEMA_PATH) {
      assertLayout(text);
    } else if (path !== PRUNED_PATH && isStatePath(path)) {
      const problem = addFile({ triggers, runs, spend, rotations }, path, text);
      if (problem !== null) {
        problems.push({ path, problem });
      }
    }
  }
  triggers.sort(byEvent);
  const pruned = prunedText === undefined ? {} : { pruned: readPruned(prunedText) };
  const standing = rotations.size === 0 ? {} : { rotations };
  return { tip, triggers, runs, spend, problems, ...standing, ...pruned };
}

interface Collected {
  readonly triggers: Trigger[];
  readonly runs: Map<string, RunRecord>;
  readonly spend: Map<string, SpendDay>;
  readonly rotations: Map<string, RotationState>;
}

/** Takes one file in; what is wrong with it, or null. */
function addFile(into: Collected, path: string, text: string): string | null {
  const day = spendDay(path);
  const rotation = rotationOf(path);
  if (day !== null) {
    return addDay(into.spend, day, text);
  }
  if (rotation !== null) {
    return addRotation(into.rotations, rotation, text);
  }
  return path.startsWith('runs/') ? addRun(into.runs, path, text) : addTrigger(into.triggers, path, text);
}

function addRotation(rotations: Map<string, RotationState>, name: string, text: string): string | null {
  const read = readFile(rotationStateSchema, text);
  if (!read.ok) {
    return read.problem;
  }
  if (read.value.rotation !== name) {
    return `the file says that it is of ${JSON.stringify(read.value.rotation)}`;
  }
  rotations.set(name, read.value);
  return null;
}

/** Without it, runs that are over would look like new ones: nobody may go on. */
function readPruned(text: string): Pruned {
  const read = readFile(prunedSchema, text);
  if (read.ok) {
    return read.value;
  }
  throw new PitbossError({
    code: 'ledger_file_unreadable',
    what: `Pitboss cannot tell which runs were removed from the ledger.`,
    why: `${PRUNED_PATH} could not be read as what it should be: ${read.problem}.`,
    fix: 'Use a newer version of Pitboss if one wrote it; otherwise bring back an older version of the file on the ledger branch.',
  });
}

/** The order in which commands happened: by instant, then by key. */
function byEvent(a: Trigger, b: Trigger): number {
  return Date.parse(a.at) - Date.parse(b.at) || (a.key < b.key ? -1 : a.key > b.key ? 1 : 0);
}

function addRun(runs: Map<string, RunRecord>, path: string, text: string): string | null {
  const record = readFile(runRecordSchema, text);
  if (!record.ok) {
    return record.problem;
  }
  if (runPath(record.value.run_id, 'run.json') !== path) {
    return `the file says that it is run ${JSON.stringify(record.value.run_id)}`;
  }
  runs.set(record.value.run_id, record.value);
  return null;
}

function addTrigger(triggers: Trigger[], path: string, text: string): string | null {
  const trigger = readFile(triggerSchema, text);
  if (!trigger.ok) {
    return trigger.problem;
  }
  if (triggerPath(trigger.value.at, trigger.value.key) !== path) {
    return 'the file does not stand where its time and key belong';
  }
  triggers.push(trigger.value);
  return null;
}

function addDay(spend: Map<string, SpendDay>, day: string, text: string): string | null {
  const read = readFile(spendDaySchema, text);
  if (!read.ok) {
    return read.problem;
  }
  if (read.value.day !== day) {
    return `the file says that it is of ${JSON.stringify(read.value.day)}`;
  }
  spend.set(day, read.value);
  return null;
}

type Read<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: string };

function readFile<T>(schema: z.ZodType<T>, text: string): Read<T> {
  const json = parseJson(text);
  const version = versionSchema.safeParse(json);
  if (version.success && version.data.schema > 1) {
    return { ok: false, problem: NEWER_SCHEMA };
  }
  const result = schema.safeParse(json);
  return result.success
    ? { ok: true, value: result.data }
    : { ok: false, problem: json === undefined ? 'not JSON' : firstIssues(result.error) };
}

function firstIssues(error: z.ZodError): string {
  return error.issues
    .slice(0, 3)
    .map((issue) => `${issue.path.join('.') || 'the file'}: ${issue.message}`)
    .join('; ');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function assertLayout(text: string): void {
  const version = versionSchema.safeParse(parseJson(text));
  if (version.success && version.data.schema <= LEDGER_SCHEMA) {
    return;
  }
  const why = version.success
    ? `Its ${SCHEMA_PATH} says ${version.data.schema}; this version knows ${LEDGER_SCHEMA}.`
    : `Its ${SCHEMA_PATH} cannot be read.`;
  throw new PitbossError({
    code: 'ledger_newer_schema',
    what: 'This version of Pitboss cannot use the ledger of this repository.',
    why,
    fix: version.success
      ? 'Use a newer version of the action and of the program.'
      : `Restore ${SCHEMA_PATH} on the ledger branch: {"schema": ${LEDGER_SCHEMA}}.`,
  });
}
