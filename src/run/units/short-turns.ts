import type { Halt } from '../record.js';

/** Commands that are named to people. */
const MOST = 10;

/** Why a run halts when an agent was asked twice and its turn fell short both times. */
export const shortTurns = {
  noChanges: (): Halt => ({
    code: 'no_changes',
    what: 'The phase ended without any change.',
    why: 'The agent was asked twice and left neither a changed file nor a deferred item.',
    fix: 'Say more precisely in the plan what is missing, or remove the phase, and start a new run.',
  }),
  /** By command: what was still at work when the turn ended, and what had ended without being looked at. */
  endedEarly: (running: readonly string[], unread: readonly string[]): Halt => ({
    code: 'ended_early',
    what:
      running.length > 0
        ? 'The agent ended its turn twice before its own commands had ended.'
        : 'The agent ended its turn twice without looking at what its commands had come to.',
    why: [
      ...named('Still running, and stopped', running),
      ...named('Never looked at', unread),
      'What they would have shown is not known, so the turn does not count as done.',
    ].join(' '),
    fix: 'Look at the transcript to see why the agent did not wait. If the plan makes it start such a command, say there how to run it in the foreground and how to stop it, or start the service in tests.setup; then rebuy the run: it goes on at this stage, on the kept tree.',
  }),
} as const;

function named(words: string, commands: readonly string[]): readonly string[] {
  const shown = commands.slice(0, MOST).map((command) => `\`${command.replaceAll('`', "'")}\``);
  const more = commands.length > MOST ? ` and ${commands.length - MOST} more` : '';
  return commands.length === 0 ? [] : [`${words}: ${shown.join(', ')}${more}.`];
}
