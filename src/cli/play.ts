import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { relative, resolve } from 'node:path';
import { sha256 } from '../base/digest.js';
import { PitbossError } from '../base/pitboss-error.js';
import { systemClock } from '../base/system-clock.js';
import { placeOf } from '../documents/document-error.js';
import { type Plan, parsePlan } from '../documents/plan.js';
import type { LedgerState } from '../ledger/ledger.js';
import { runIdFor } from '../run/ids.js';
import { entryOf, type QueueEntry } from '../run/queue.js';
import { startsRun, type Trigger, type TriggerVerb } from '../run/trigger.js';
import type { Laptop } from './laptop.js';

const DEFAULT_PLAN = '.pitboss/play/plan.md';

/** Reads the plan that the user names, or the one that the repository keeps, and refuses one that cannot be read. */
export async function readPlan(
  laptop: Laptop,
  path: string | undefined,
  cwd: string,
): Promise<{ readonly path: string; readonly text: string; readonly plan: Plan }> {
  const file = path === undefined ? resolve(laptop.user.root, DEFAULT_PLAN) : resolve(cwd, path);
  const text = await readFile(file, 'utf8').catch(() => null);
  const shown = relative(cwd, file) || file;
  if (text === null) {
    throw new PitbossError(
      {
        code: 'plan_missing',
        what: `The plan ${shown} cannot be read.`,
        why:
          path === undefined
            ? `No plan was named, and the repository keeps none at ${DEFAULT_PLAN}.`
            : 'There is no such file, or it is not readable.',
        fix: 'Write a plan there, or name one: `pitboss play --plan FILE`.',
      },
      { exitCode: 4 },
    );
  }
  const parsed = parsePlan(text);
  if (!parsed.ok) {
    const { code, what, why, fix } = parsed.error;
    throw new PitbossError(
      { code, what: `${placeOf(parsed.error).replace('plan.md', shown)}: ${what}`, why, fix },
      { exitCode: 4 },
    );
  }
  return { path: shown, text, plan: parsed.value };
}

/**
 * An unfinished run of exactly this plan: playing it again goes on with it, as the original did. One that was accepted and never
 * taken up, because the process died in between, is one too.
 */
export function unfinishedRun(state: LedgerState, planText: string): QueueEntry | null {
  const hash = sha256(planText);
  const asked = state.triggers.filter(({ verb, plan }) => verb === 'play' && plan?.sha256 === hash);
  const known = [...state.runs.values()].filter(({ kind, plan_sha256 }) => kind !== 'plan' && plan_sha256 === hash);
  const open = [...new Set([...asked, ...known].map(({ run_id }) => run_id))]
    .map((runId) => entryOf(state, runId))
    .filter(({ status }) => ['pending', 'halted', 'running', 'waiting'].includes(status));
  return open.sort((a, b) => (a.runId < b.runId ? -1 : 1)).at(-1) ?? null;
}

interface TriggerFacts {
  readonly verb: TriggerVerb;
  /** For `rebuy`, `fold` and `note`: the run that is addressed. */
  readonly runId: string | null;
  readonly plan: { readonly path: string; readonly text: string } | null;
  readonly sweep?: Trigger['sweep'];
  readonly adopt?: Trigger['adopt'];
  readonly note?: Trigger['note'];
}

/** A command given in a terminal, in the form that every command has. */
export function laptopTrigger(laptop: Pick<Laptop, 'user'>, facts: TriggerFacts): Trigger {
  const at = new Date(systemClock.now()).toISOString();
  const key = `cli-${systemClock.now()}-${randomBytes(4).toString('hex')}`;
  const { plan } = facts;
  return {
    schema: 1,
    key,
    verb: facts.verb,
    at,
    run_id: facts.runId ?? runIdFor(at, key),
    actor: { login: laptop.user.identity.name || userInfo().username, id: 0, permission: 'admin' },
    source: { event: 'cli', comment_id: null, url: null },
    issue: null,
    ...(facts.sweep === undefined ? {} : { sweep: facts.sweep }),
    ...(facts.adopt === undefined ? {} : { adopt: facts.adopt }),
    ...(facts.note === undefined ? {} : { note: facts.note }),
    plan: plan === null ? null : { source: 'file', path: plan.path, text: plan.text, sha256: sha256(plan.text) },
    base: startsRun(facts) ? { ref: laptop.user.branch ?? 'HEAD', sha: laptop.user.head } : null,
  };
}
