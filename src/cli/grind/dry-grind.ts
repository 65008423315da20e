import { resolve } from 'node:path';
import { PitbossError } from '../../base/pitboss-error.js';
import { stableJson } from '../../base/stable-json.js';
import type { LedgerState } from '../../ledger/ledger.js';
import { type GrindForecast, grindDryRun } from '../../report/grind/dry-run.js';
import { printable } from '../../report/printable.js';
import type { RebuyOptions } from '../command-tree.js';
import type { Setting } from '../init/init.js';
import { closeLaptop, configAt, openLaptopToRead } from '../laptop.js';
import type { CommandContext } from '../run-commands.js';
import type { Terminal } from '../terminal.js';
import { repositoryRoot } from '../user-repository.js';
import { budgetsOf } from './budget-flags.js';
import type { GrindOptions } from './grind-command.js';
import { forecastDocument, grindForecast, type ResumedTarget } from './grind-forecast.js';
import { promptsDirOf, runToResume, startOf } from './grind-runs.js';
import { readGrindMaterial } from './read-material.js';
import { failingToStart, refuseBeyond, refuseChanged, refuseOthers } from './refusals.js';

/** `pitboss grind --dry-run`: what `grind` would do now. Reads only, also where there is no repository; returns the exit code. */
export async function dryGrind({ terminal, places }: Setting, options: GrindOptions): Promise<number> {
  const forecast = await failingToStart(async () => {
    const root = await rootOf(places.cwd);
    const state = options.resume === undefined && options.continue !== true ? null : await ledgerState(places);
    return forecastOf({ terminal, root, home: places.env.HOME, cwd: places.cwd, state }, options);
  });
  return tell(terminal, forecast, options.json);
}

/** `pitboss rebuy --dry-run` of a grind run. */
export async function dryRebuyGrind(
  { terminal, laptop, cwd }: Pick<CommandContext, 'terminal' | 'laptop' | 'cwd'>,
  { state, runId }: { readonly state: LedgerState; readonly runId: string },
  options: RebuyOptions,
): Promise<number> {
  const place = { terminal, root: laptop.user.root, home: laptop.env.HOME, cwd, state };
  return tell(terminal, await forecastOf(place, { ...options, resume: runId }), options.json);
}

function tell(terminal: Terminal, forecast: GrindForecast, json: boolean | undefined): number {
  if (json === true) {
    terminal.out(stableJson({ schema: 1, command: 'grind', dry_run: true, ...forecastDocument(forecast) }).trimEnd());
  } else {
    grindDryRun(forecast).forEach(terminal.out);
  }
  return 0;
}

interface Place {
  readonly terminal: Terminal;
  readonly root: string;
  readonly home: string | undefined;
  readonly cwd: string;
  /** The ledger, where it counts: a run of it would be resumed, or a rotation goes on. */
  readonly state: LedgerState | null;
}

async function forecastOf({ terminal, ...place }: Place, options: GrindOptions): Promise<GrindForecast> {
  const loaded = await configAt(place.root);
  if (loaded.kind === 'invalid') {
    throw new PitbossError(loaded.halt, { exitCode: 4 });
  }
  const warn = (message: string) => terminal.err(printable(`[pitboss] warning: ${message}`));
  loaded.warnings.forEach(warn);
  const { config } = loaded;
  refuseBeyond(budgetsOf(options), config);
  const { state } = place;
  const run = state === null || options.resume === undefined ? null : resumedFrom(state, options);
  const asked = options.promptsDir === undefined ? null : resolve(place.cwd, options.promptsDir);
  const where = { root: place.root, home: place.home, promptsDir: asked ?? run?.promptsDir ?? null };
  const wanted = run?.rotation ?? options.rotation ?? null;
  const material = await readGrindMaterial(where, wanted, config, (event) => {
    if (event.kind === 'warning') {
      warn(event.message);
    }
  });
  if (run?.record?.grind !== undefined) {
    refuseChanged(run.runId, run.record.grind, material);
  }
  return grindForecast({
    root: place.root,
    config,
    material,
    run,
    options,
    known: state?.rotations?.get(material.rotation.name) ?? null,
  });
}

/** The repository's root; the folder itself where there is none. */
async function rootOf(cwd: string): Promise<string> {
  try {
    return await repositoryRoot(cwd);
  } catch (error) {
    if (error instanceof PitbossError && ['no_repository', 'git_not_started'].includes(error.code)) {
      return cwd;
    }
    throw error;
  }
}

async function ledgerState({ cwd, env }: Setting['places']): Promise<LedgerState> {
  const laptop = await openLaptopToRead(cwd, env);
  try {
    return await laptop.inbox.read();
  } finally {
    await closeLaptop(laptop);
  }
}

function resumedFrom(state: LedgerState, { resume, rotation }: GrindOptions): ResumedTarget {
  const wanted = typeof resume === 'string' ? resume : null;
  const { runId, record } = runToResume(state, wanted, () => false);
  const request = startOf(state, runId)?.grind_request;
  if (record?.grind !== undefined) {
    refuseOthers(runId, record.grind, rotation);
  }
  return {
    target: wanted === null ? 'latest' : runId,
    runId,
    record,
    rotation: record?.grind?.rotation ?? request?.rotation ?? null,
    budgets: record?.grind?.budgets ?? request?.budgets ?? {},
    promptsDir: promptsDirOf(state, runId),
  };
}
