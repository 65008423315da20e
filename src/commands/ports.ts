import type { Clock } from '../base/clock.js';
import type { Result } from '../base/result.js';
import type { Config } from '../config/config.js';
import type { GitHubRepository } from '../github/create-repository-api.js';
import type { CommentSnapshot } from '../github/repository-api.js';
import type { TriggerInbox } from '../ledger/ledger.js';
import type { Level } from './levels.js';
import type { CommandMemory } from './memory.js';

/** Everything that accepting a command touches, for one repository. */
export interface CommandPorts {
  readonly api: GitHubRepository;
  /** The inbox on a branch; which branch, the configuration says. */
  readonly inbox: (branch: string) => TriggerInbox;
  readonly readConfig: ConfigReader;
  readonly readPlan: PlanReader;
  readonly clock: Clock;
  readonly log: CommandLog;
  /** What this process has done already; lives as long as the process. */
  readonly memory: CommandMemory;
}

export interface CommandLog {
  info(fields: Readonly<Record<string, unknown>>, message: string): void;
  warn(fields: Readonly<Record<string, unknown>>, message: string): void;
}

/** What commands need to know of the configuration. */
export type ConfigReading =
  | {
      readonly ok: true;
      readonly spend: Level;
      readonly slots: number;
      readonly ledger: string;
      /** US dollars that all runs of one issue may cost; null for no limit. */
      readonly issueUsd: number | null;
      readonly grind: Config['grind'];
      readonly budgets: Pick<Config['budgets'], 'max_total_usd' | 'max_total_tokens'>;
    }
  | { readonly ok: false; readonly problems: readonly string[] };

/** `text` is null when the file does not exist: then defaults hold. */
export type ConfigReader = (text: string | null, file: string) => ConfigReading;

/** Says whether a text is a plan; the error is one line for people and names the line of the text. */
export type PlanReader = (text: string) => Result<unknown, string>;

/** A comment that may hold commands. */
export interface CommentEvent {
  readonly comment: CommentSnapshot;
  readonly issue: {
    readonly title: string;
    /** The issue's text when the comment was written (the webhook carries it); null when nobody knows. */
    readonly body: string | null;
    /** Whether it is a pull request: GitHub tells of both as issues. */
    readonly pullRequest: boolean;
  };
  readonly via: 'delivery' | 'reconcile';
}

/** Where the state is unless the configuration says otherwise. */
export const DEFAULT_LEDGER = 'pitboss/ledger';
export const CONFIG_FILE = '.github/pitboss.yml';
export const WORKFLOW_FILE = 'pitboss.yml';
export const PLAN_FILE = '.pitboss/play/plan.md';
