import type { Config } from '../config/config.js';
import { EMPTY_DEFERRED, parseDeferred } from '../documents/deferred.js';
import type { Plan } from '../documents/plan.js';
import type { Moment } from '../land/effects/context.js';
import { convergeEffects } from '../land/effects/converge.js';
import { maskedApi, maskedStrings, secretMask } from '../land/mask-secrets.js';
import type { LandPorts, RunFiles } from '../land/run-files.js';
import type { LedgerState } from '../ledger/ledger.js';
import { type GrindFacts, runView } from '../report/run-view.js';
import type { Effects } from '../run/effects.js';
import { othersSpending } from '../run/money/spend.js';
import type { Trigger } from '../run/trigger.js';
import { dayOf } from '../run/usage.js';
import type { ShiftPorts } from './ports.js';

/** Progress is written at most this often, in milliseconds; a start, the first pull request and an end always are. */
const SPACING = 30_000;

/** Shows progress on GitHub beside the work, never in its way. */
export interface Announcer {
  /** Starts writing what the files say; returns at once for progress, and when it is written for an end. */
  show(files: RunFiles, plan: Plan, moment: Moment): Promise<void>;
  /** Says on the comments of these commands that they were taken up. Failing to is told and stops nothing. */
  acknowledge(triggers: readonly Trigger[]): void;
  /** Waits for what is under way and returns the effects to be recorded with the next push. */
  settled(): Promise<Effects | null>;
}

/** Sessions and rotation of a grind run, for its pull request. */
function grindFacts({ record, grind }: RunFiles, state: LedgerState | null): GrindFacts {
  const rotation = record.grind === undefined ? undefined : state?.rotations?.get(record.grind.rotation);
  return { sessions: grind?.sessions ?? [], rotation: rotation ?? null };
}

/** The few parts of a shift that showing it needs. */
export type ShowPorts = Pick<ShiftPorts, 'github' | 'tell'> & {
  readonly land: Pick<LandPorts, 'clock' | 'secrets'> & Partial<Pick<LandPorts, 'ledger'>>;
};

export function announcer(ports: ShowPorts, config: Config, trigger: Trigger): Announcer {
  const github = ports.github;
  const clock = ports.land.clock;
  let latest: Effects | null = null;
  let running: Promise<void> = Promise.resolve();
  let shownAt = Number.NEGATIVE_INFINITY;
  if (github === null) {
    return { show: async () => {}, acknowledge: () => {}, settled: async () => null };
  }
  const mask = secretMask(ports.land.secrets);
  const api = maskedApi(github.api, mask);
  const write = async (files: RunFiles, plan: Plan, moment: Moment): Promise<void> => {
    const record = { ...files.record, effects: latest ?? files.record.effects };
    const deferred = parseDeferred(files.deferredText);
    const state = ports.land.ledger?.latest() ?? null;
    const others = state === null ? null : othersSpending(state, record, dayOf(record.updated_at));
    latest = await convergeEffects(
      { api, clock, tell: ports.tell },
      {
        // Before it is rendered; the finished texts are looked at once more by `api`.
        view: runView(
          maskedStrings(record, mask),
          maskedStrings(plan, mask),
          others,
          maskedStrings(grindFacts(files, state), mask),
        ),
        deferred: deferred.ok ? maskedStrings(deferred.value, mask) : EMPTY_DEFERRED,
        commentId: trigger.source.comment_id,
        workflowUrl: github.workflowUrl,
        repositoryUrl: github.repositoryUrl,
        pullRequest: config.git.create_pr,
        notes: github.notes,
      },
      moment,
    );
    shownAt = clock.now();
  };
  return {
    async show(files, plan, moment) {
      const opened = latest?.pull_request ?? latest?.pull_request_refused;
      if (moment === 'progress' && opened !== undefined && clock.now() - shownAt < SPACING) {
        return;
      }
      running = running.then(() => write(files, plan, moment));
      if (moment === 'end') {
        await running;
      }
    },
    acknowledge(triggers) {
      const ids = triggers.flatMap(({ source }) => source.comment_id ?? []);
      const react = (id: number) =>
        api.react(id, 'rocket').catch((error: unknown) => {
          ports.tell({ kind: 'warning', message: `no reaction on comment ${id}: ${String(error)}` });
        });
      running = running.then(async () => void (await Promise.all(ids.map(react))));
    },
    async settled() {
      await running;
      return latest;
    },
  };
}
