import { PitbossError } from '../../base/pitboss-error.js';
import { runIdFor } from '../../run/ids.js';
import type { Asked, LineOutcome, Premises } from '../acceptance.js';
import { problemText } from '../answers/answer-text.js';
import { spendingObstacle } from '../answers/spending-obstacle.js';
import { startAccepted } from '../dispatching/start-accepted.js';
import { parseCommand } from '../grammar/parse-command.js';
import type { Command } from '../grammar/verbs.js';
import { beginGrind } from '../grind/begin-grind.js';
import { planFromFile } from '../plan-source.js';
import type { CommandPorts } from '../ports.js';
import { exactLevel, standingOf } from '../standing.js';
import { add, sweepWord, triggerFor } from '../verbs/add-trigger.js';
import { askedBy, type Occasion } from './occasion.js';
import { premisesOf } from './premises.js';

/** Longest command that is read, in characters. */
const LONGEST_COMMAND = 1000;

export interface CommandRun {
  readonly kind: 'accepted' | 'known';
  readonly runId: string;
  /** What people should know, where the run does not start at once. */
  readonly notices: readonly string[];
}

/**
 * Carries out a command that somebody gave to the workflow by hand (its input `command`), in the grammar of comments. Only what starts
 * a run and needs no issue: `grind`, and `play` with a plan file. Rejects with the reason where it is not carried out.
 */
export async function runCommand(text: string, occasion: Occasion, ports: CommandPorts): Promise<CommandRun> {
  const command = read(text);
  const { login } = occasion.actor;
  const standing = await standingOf(login, ports);
  if (standing.kind === 'unknown') {
    throw standing.error;
  }
  const premises = await premisesOf(ports, standing);
  const asked = askedBy(occasion, 0, standing.permission);
  const known = premises.ledger.state.triggers.find(({ key }) => key === asked.key);
  if (known !== undefined) {
    return { kind: 'known', runId: known.run_id, notices: [] };
  }
  const level = await exactLevel(login, ports, { standing, config: premises.config });
  const denied = spendingObstacle(premises.config, level);
  const outcome: LineOutcome =
    denied === null ? await start(premises, asked, command) : { kind: 'refused', text: denied };
  if (outcome.kind !== 'accepted' && outcome.kind !== 'known') {
    throw refused(outcome.text ?? '');
  }
  const started = await startAccepted(premises, [{ written: text, runId: outcome.runId, isNew: true }]);
  const [failure] = started.refused;
  if (failure !== undefined) {
    throw failure;
  }
  return { kind: outcome.kind, runId: outcome.runId, notices: started.rows.map((row) => row.text) };
}

type Startable = Extract<Command, { verb: 'grind' | 'play' }>;

function read(text: string): Startable {
  const line = text
    .trim()
    .replace(/^\/?pitboss(?=\s|$)/i, '')
    .trim();
  if (line === '' || line.length > LONGEST_COMMAND || /[\r\n]/.test(line)) {
    throw invalid(`A command is one line of at most ${LONGEST_COMMAND} characters.`);
  }
  const command = parseCommand({ line: 1, rest: line, visible: line, cut: null });
  if (!command.ok) {
    throw invalid(problemText(command.error));
  }
  const { value } = command;
  if (value.verb === 'grind' || (value.verb === 'play' && value.plan !== null)) {
    return value;
  }
  throw invalid(
    value.verb === 'play'
      ? '`play` needs `--plan PATH` here: there is no issue whose text could be the plan.'
      : `\`${value.verb}\` cannot be given to the workflow: it starts no run, or needs an issue. Write it as a comment.`,
  );
}

async function start(premises: Premises, asked: Asked, command: Startable): Promise<LineOutcome> {
  if (command.verb === 'grind') {
    const { rotation, budgets, carry } = command;
    return beginGrind(premises, asked, { rotation, budgets, carry });
  }
  const { ports, sha, branch } = premises;
  const plan = await planFromFile({ ...ports, sha }, command.plan ?? '', 'command');
  if (!plan.ok) {
    return { kind: 'refused', text: plan.error };
  }
  const trigger = triggerFor(asked, { verb: 'play', run_id: runIdFor(asked.at, asked.key) });
  return add(premises, { ...trigger, ...sweepWord(command), plan: plan.value, base: { ref: branch, sha } });
}

function invalid(why: string): PitbossError {
  return new PitbossError({
    code: 'command_invalid',
    what: 'The input `command` of the workflow cannot be carried out.',
    why,
    fix: 'Start the workflow again with a command such as `grind --rotation nightly --max-cost 5`, or `play --plan docs/plan.md`.',
  });
}

function refused(why: string): PitbossError {
  return new PitbossError({
    code: 'command_refused',
    what: 'The command was not carried out.',
    why,
    fix: 'Change what is named here, then start the workflow again.',
  });
}
