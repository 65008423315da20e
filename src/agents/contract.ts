import type { ProgramExit, StopStep } from '../process/program.js';
import type { Role, Usage } from '../run/usage.js';
import type { ModelAccess, Provider } from './access/model-access.js';
import type { ForwarderTerms } from './forwarder/terms.js';

/** What a backend is asked to do once. The prompt travels by file, never as an argument. */
export interface DispatchRequest {
  readonly role: Role;
  readonly model: string;
  /** Text appended to the CLI's own system prompt; may be empty. */
  readonly systemPrompt: string;
  readonly prompt: string;
  /** The agent's working tree. */
  readonly cwd: string;
  /** A fresh directory outside the tree: home, settings, prompt files. */
  readonly scratchDir: string;
  readonly logFile: string;
  readonly timeoutMs: number;
  /** Bound of the log file. */
  readonly maxLogBytes?: number;
  /** Most dollars this dispatch may spend, where the CLI can enforce it; null for no limit. */
  readonly maxUsd: number | null;
  /** Key and address of the backend's provider; absent where it needs none. The only key that this agent gets to see. */
  readonly access?: ModelAccess;
  /** With them, the agent gets an address of ours and a stand-in instead of the key, and what passes there is counted. */
  readonly forwarder?: ForwarderTerms;
  /** Command lines that the agent may run without asking, each by its beginning: `npm test`. */
  readonly allowedCommands?: readonly string[];
  /** Allow-listed base environment (PATH, LANG, RUNNER_TRACKING_ID …), without any key. */
  readonly env: Readonly<Record<string, string>>;
  readonly marker: string;
  readonly signal: AbortSignal;
  readonly onEvent: (event: AgentEvent) => void;
}

/** What people may watch while an agent works. */
export type AgentEvent =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'tool'; readonly name: string }
  | { readonly kind: 'log'; readonly stream: 'stdout' | 'stderr'; readonly line: string }
  /** What a person has to know about how this agent was started. */
  | { readonly kind: 'note'; readonly text: string }
  /** Running total of this dispatch so far. */
  | { readonly kind: 'usage'; readonly usage: Usage };

/** Why a dispatch ended; never concluded from the exit code alone. */
export type OutcomeKind =
  | 'completed'
  | 'refused'
  | 'turn_limit'
  | 'context_limit'
  | 'budget'
  | 'timeout'
  | 'cancelled'
  | 'transient'
  | 'quota'
  | 'authentication'
  | 'missing_program'
  | 'unsupported_version'
  | 'protocol_drift'
  | 'failed';

/** When it makes sense to try again, as the provider or the CLI said it. */
export type RetryHint = { readonly afterMs: number } | { /** ISO 8601. */ readonly at: string };

/** What a turn had started and did not see to its end. */
export interface Leftover {
  /** `running`: it was still at work when the turn ended, and was stopped. `unread`: it had ended, and the agent never took notice. */
  readonly kind: 'running' | 'unread';
  /** The command, or what the CLI calls it, in one bounded line: text from outside. */
  readonly command: string;
}

export interface DispatchOutcome {
  readonly kind: OutcomeKind;
  /** One or two lines for people; empty when completed. */
  readonly message: string;
  readonly usage: Usage;
  /** For `transient` and `quota`, where it was said. */
  readonly retry?: RetryHint;
  /** True when neither the CLI nor our forwarder saw the end of it, so that `usage` is a lower bound. */
  readonly estimated: boolean;
  /** Where both saw it and counted differently. */
  readonly countsDiffer?: CountsDiffer;
  readonly sessionId: string | null;
  readonly finalText: string;
  /** Wall time in milliseconds. */
  readonly ms: number;
  /** Event types that the parser did not know, with their counts. */
  readonly unknownEvents: Readonly<Record<string, number>>;
  /** What the turn left behind, as its stream and its processes show; absent where that is nothing. */
  readonly leftovers?: readonly Leftover[];
}

/** Two counts of the same dispatch; `usage` holds the one with more tokens. */
export interface CountsDiffer {
  /** As the responses said that passed our forwarder. */
  readonly wire: Usage;
  /** As the CLI said. */
  readonly reported: Usage;
}

/** How one CLI is started and stopped. */
export interface AgentCommand {
  readonly argv: readonly [string, ...string[]];
  readonly env: Readonly<Record<string, string>>;
  readonly stdinFile: string;
  readonly stop: readonly StopStep[];
  /** What a person has to know about this start, each a sentence or two. */
  readonly notes?: readonly string[];
}

/** Reads one CLI's output, line by line, with constant memory. */
export interface StreamReader {
  /** Takes one line; returns the events it means. Never throws. */
  line(stream: 'stdout' | 'stderr', line: string): readonly AgentEvent[];
  /** True once there is no use in going on, as the program waits for longer than a dispatch should: it is stopped then. */
  enough?(): boolean;
  /** The verdict, from the terminal event first and the exit second. */
  finish(exit: ProgramExit): Omit<DispatchOutcome, 'ms'>;
  /** Completes the outcome with what the program left in `scratchDir`, where its stream tells too little. Never rejects. */
  settle?(outcome: Omit<DispatchOutcome, 'ms'>): Promise<Omit<DispatchOutcome, 'ms'>>;
}

/** What we know about the versions of a CLI; compared as numbers, part by part. */
export interface VersionRule {
  /** Program and arguments that print the version. */
  readonly argv: readonly [string, ...string[]];
  /** Picks the version out of what was printed; null where there is none. */
  readonly read: (text: string) => string | null;
  /** Older ones lack an option that we rely on and are refused. */
  readonly oldest: string;
  /** Versions that the contract suite ran with: from, inclusive, up to, exclusive. Others are told, and used. */
  readonly tested: { readonly from: string; readonly below: string } | null;
}

/** One agent CLI. A backend is this and nothing more; `dispatch` drives all of them alike. */
export interface AgentBackend {
  readonly name: string;
  /** Longest prompt the CLI takes, in bytes; a longer one is refused before any spend. */
  readonly maxPromptBytes: number;
  /** The same in characters (code points), for a CLI that counts those. */
  readonly maxPromptCharacters?: number;
  /** Whether the CLI reports dollars, so that a model without a listed price may run. */
  readonly reportsCost: boolean;
  /** True for a CLI that stops at `maxUsd` by itself, by prices that it knows better than our list. */
  readonly keepsAllowance?: boolean;
  /** Whose key the CLI needs for this model; null for none. */
  provider(model: string): Provider | null;
  /** Null for a program that has no version. */
  readonly version: VersionRule | null;
  /** Entries at the root of the tree that the CLI would obey and has no switch against: they are moved away while it works. */
  readonly hidden?: readonly string[];
  /** What the CLI leaves at the root of the tree for itself; removed after it, unless it was there before. */
  readonly droppings?: readonly string[];
  /** Writes the files the CLI needs into `scratchDir` and says how to start it. */
  prepare(request: DispatchRequest): Promise<AgentCommand>;
  reader(request: Pick<DispatchRequest, 'role' | 'model' | 'scratchDir'>): StreamReader;
}
