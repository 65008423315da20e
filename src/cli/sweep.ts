import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PitbossError } from '../base/pitboss-error.js';
import { openTexts, parseDeferred } from '../documents/deferred.js';
import { placeOf } from '../documents/document-error.js';
import { parsePhaseId } from '../documents/phase-id.js';
import type { LedgerState } from '../ledger/ledger.js';
import { runPath } from '../ledger/paths.js';
import { plural } from '../report/format.js';
import { DEFERRED_PATH } from '../run/document-paths.js';
import { firstNonce } from '../run/ids.js';
import type { RunRecord } from '../run/record.js';
import type { Laptop } from './laptop.js';
import { laptopTrigger, readPlan } from './play.js';
import { type CommandContext, refuseInvalidConfig, shift } from './run-commands.js';

export interface SweepOptions {
  readonly maxItems?: string;
  readonly after?: string;
  readonly dryRun?: boolean;
  /** Whether this sweep is audited; null: as configured. */
  readonly audited: boolean | null;
}

/** `pitboss sweep`: one sweep of what the newest run left open, or of the user's own deferred.md. Returns the exit code. */
export async function sweep(context: CommandContext, options: SweepOptions): Promise<number> {
  const { laptop, terminal } = context;
  const maxItems = itemLimit(options.maxItems);
  checkAnchor(options.after);
  await refuseInvalidConfig(context);
  const left = await backlog(context, await laptop.inbox.read());
  const open = openTexts(left.deferred);
  if (open.length === 0) {
    terminal.out(`nothing to sweep: no item is open in ${left.place}`);
    return 0;
  }
  if (options.dryRun === true) {
    terminal.out(`${plural(open.length, 'open item')} in ${left.place}; a sweep would show its agent:`);
    for (const text of open.slice(0, maxItems ?? open.length)) {
      terminal.out(`- [ ] ${text}`);
    }
    return 0;
  }
  const { parent, plan, deferred, base } = left;
  const trigger = laptopTrigger(laptop, { verb: 'sweep', runId: null, plan });
  await laptop.inbox.add({
    ...trigger,
    base,
    sweep_request: {
      parent_run: parent?.run_id ?? null,
      after: options.after ?? parent?.completed.at(-1) ?? parent?.sweep_request?.after ?? null,
      max_items: maxItems,
      audit: options.audited,
      deferred,
    },
  });
  return shift(context, { runId: trigger.run_id, nonce: firstNonce(trigger.run_id) });
}

interface Backlog {
  readonly parent: RunRecord | null;
  readonly plan: { readonly path: string; readonly text: string };
  readonly deferred: string;
  /** Where the items stand, for people. */
  readonly place: string;
  /** What the sweep builds on: the branch of the run that left the items while it exists, else what is checked out. */
  readonly base: { readonly ref: string; readonly sha: string };
}

async function backlog(context: CommandContext, state: LedgerState): Promise<Backlog> {
  const { laptop } = context;
  const parent = [...state.runs.values()]
    .filter(({ kind }) => kind === 'play' || kind === 'sweep')
    .sort((a, b) => (a.run_id < b.run_id ? -1 : 1))
    .at(-1);
  const head = { ref: laptop.user.branch ?? 'HEAD', sha: laptop.user.head };
  if (parent === undefined || state.tip === null) {
    const plan = await readPlan(laptop, undefined, context.cwd);
    return { parent: null, plan, deferred: await ownDeferred(laptop), place: DEFERRED_PATH, base: head };
  }
  refuseUnfinished(parent);
  const tip = state.tip;
  const read = async (name: string) => (await laptop.ledger.readFile(tip, runPath(parent.run_id, name))) ?? '';
  const ref = `refs/heads/${parent.branch}`;
  const sha = (await laptop.repository.remoteTips([ref])).get(ref) ?? null;
  return {
    parent,
    plan: { path: `run ${parent.run_id}`, text: await read('plan.md') },
    deferred: await read('deferred.md'),
    place: `deferred.md of run ${parent.run_id}`,
    base: sha === null ? head : { ref: parent.branch, sha },
  };
}

/** An unfinished run has a deferred.md of its own that goes on changing. */
function refuseUnfinished(parent: RunRecord): void {
  if (parent.status === 'finished' || parent.status === 'folded') {
    return;
  }
  throw badInput({
    code: 'run_unfinished',
    what: `Run ${parent.run_id} is ${parent.status}, so its deferred items cannot be swept by themselves.`,
    why: 'Two runs would work on the same items and know nothing of each other.',
    fix: `\`pitboss rebuy ${parent.run_id} --sweep\` goes on with it and sweeps at the next occasion; \`pitboss fold ${parent.run_id}\` ends it.`,
  });
}

async function ownDeferred(laptop: Laptop): Promise<string> {
  const text = await readFile(join(laptop.user.root, DEFERRED_PATH), 'utf8').catch(() => '');
  const parsed = parseDeferred(text);
  if (!parsed.ok) {
    const { code, what, why, fix } = parsed.error;
    throw badInput({ code, what: `${placeOf(parsed.error)}: ${what}`, why, fix });
  }
  return text;
}

function itemLimit(given: string | undefined): number | null {
  if (given === undefined) {
    return null;
  }
  if (!/^[1-9]\d{0,5}$/.test(given)) {
    throw badInput({
      code: 'bad_option',
      what: `--max-items ${given} is no number of items.`,
      why: 'It takes a whole number from 1 on.',
      fix: 'For instance: `pitboss sweep --max-items 5`.',
    });
  }
  return Number(given);
}

function checkAnchor(given: string | undefined): void {
  const id = given === undefined ? null : parsePhaseId(given);
  if (id !== null && !id.ok) {
    throw badInput({
      code: 'bad_option',
      what: `--after ${given} is no phase id.`,
      why: id.error.message,
      fix: 'Give the id of a phase as the plan writes it, for instance `--after 02`.',
    });
  }
}

function badInput(parts: ConstructorParameters<typeof PitbossError>[0]): PitbossError {
  return new PitbossError(parts, { exitCode: 4 });
}
