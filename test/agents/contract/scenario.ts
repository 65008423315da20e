import type { AgentBackend, AgentEvent, OutcomeKind, RetryHint } from '../../../src/agents/contract.js';
import type { Usage } from '../../../src/run/usage.js';
import type { Dispatched } from '../dispatching.js';

/** Situations that a program brings about: every fake agent knows these, by `--scenario NAME`. */
export const PLAYED = [
  'success',
  'several_turns',
  'cached_and_reasoning',
  'final_text',
  'non_json',
  'unknown_events',
  'error',
  'quiet_error',
  'refusal',
  'turn_limit',
  'context_limit',
  'budget',
  'transient',
  'rate_limited',
  'quota',
  'authentication',
  'no_key',
  'unsupported',
  'drift',
  'silence',
  'truncated',
  'crash',
  'late_crash',
  'signalled',
  'hang',
  'deaf',
  'forks',
  'flood',
  'long_line',
  'invalid_utf8',
  'denied',
  'usage_on_failure',
  'offline',
  'record',
] as const;
export type Played = (typeof PLAYED)[number];

/** Situations of our own making, and second sides of those above. */
export type ScenarioName =
  | Played
  | 'hang_stopped'
  | 'missing_program'
  | 'foreign_prompt'
  | 'prompt_too_long'
  | 'largest_prompt'
  | 'no_money_left'
  | 'stopped_before_start'
  | 'version_probe';

/** What a backend must make of a scenario. What is absent is not looked at. */
export interface Expected {
  readonly kind: OutcomeKind;
  /** Unset: empty where completed, and anything but empty elsewhere. */
  readonly message?: RegExp;
  /** `all`: the conversation that every fake reports; `shown`: what was told before the stop; `none`: nothing. */
  readonly usage?: 'all' | 'shown' | 'none';
  readonly estimated?: boolean;
  /** Whether a program was started, and so counts as a dispatch; unset: yes. */
  readonly started?: false;
  readonly finalText?: string;
  /** Events that must be among those told. */
  readonly events?: readonly AgentEvent['kind'][];
  readonly unknownEvents?: Readonly<Record<string, number>>;
  /** `undefined` where the CLI does not say when to try again. */
  readonly retry?: RetryHint | undefined;
}

interface Situation {
  readonly name: ScenarioName;
  /** One sentence: what happens, and what has to come of it. */
  readonly what: string;
  /** What the program plays; null where none may be started, or none is there. */
  readonly plays: Played | null;
}

export interface DispatchScenario extends Situation {
  readonly expected: Expected;
  /** Dispatches in another way than once, to the end. */
  readonly drive?: (backend: AgentBackend, under: BackendUnderTest) => Promise<Dispatched>;
  /** Looks closer. */
  readonly check?: (seen: Dispatched, under: BackendUnderTest) => void | Promise<void>;
}

/** A scenario without a dispatch. */
export interface OtherScenario extends Situation {
  readonly verify: (backend: AgentBackend, under: BackendUnderTest) => Promise<void>;
}

export type Scenario = DispatchScenario | OtherScenario;

/** Where a CLI's own ways make the outcome another one, and why that is right. */
export interface Difference {
  readonly expected: Partial<Expected>;
  readonly because: string;
}

/** One backend: how it is brought into the scenarios, and which facts of its CLI they have to know. */
export interface BackendUnderTest {
  /** As in the configuration. */
  readonly name: string;
  /** A sentence for the table: what stands in for the CLI, and whether the real one was run. */
  readonly proof: string;
  /** The backend, started so that its program plays this. */
  readonly backend: (plays: Played) => Promise<AgentBackend>;
  /** The backend with this program instead of its own. */
  readonly withProgram: (program: string) => AgentBackend;
  readonly model: string;
  /** What the conversation counts as: the parts that this CLI tells. */
  readonly usage: Readonly<Partial<Usage>>;
  /** What `hang` and `deaf` have shown when they are stopped. */
  readonly shown: Readonly<Partial<Usage>>;
  /** The event at which they are stopped. */
  readonly stopAt: AgentEvent['kind'];
  /** Why none of its figures is ever exact; null where a full report is. */
  readonly alwaysEstimated: string | null;
  readonly sessionId: string | null;
  /** What its program says to the version probe; null for a program without one. */
  readonly version: string | null;
  readonly notApplicable: Readonly<Partial<Record<ScenarioName, string>>>;
  readonly differs: Readonly<Partial<Record<ScenarioName, Difference>>>;
}
