import type { ArgumentSpec, CommandSpec } from './registry.js';

const TOKENS = 'agent tokens, up to the budget in the configuration';

const text = (summary: string): ArgumentSpec => ({
  name: 'text',
  form: 'text',
  required: true,
  value: 'TEXT',
  summary,
  expected: 'a text',
  accepts: () => true,
});

const hash = (name: string, value: string, summary: string): ArgumentSpec => ({
  name,
  form: 'word',
  value,
  summary,
  expected: 'at least 7 hexadecimal digits',
  accepts: (given) => /^[0-9a-f]{7,64}$/i.test(given),
});

/** The commands with which a plan is made. */
export const PLAN_COMMANDS: readonly CommandSpec[] = [
  {
    verb: 'plan',
    aliases: [],
    access: 'spending',
    cost: TOKENS,
    summary: 'Have an agent write the plan.',
    details:
      'The draft comes as a comment; nothing is carried out before you approve it. The agent changes nothing in the repository, and what it writes into files is thrown away.',
    arguments: [
      {
        name: 'interview',
        form: 'switch',
        value: '',
        summary: 'Ask questions first; `/pitboss answer` answers them.',
        expected: 'written alone',
        accepts: () => true,
      },
      {
        name: 'goal',
        form: 'text',
        value: 'GOAL',
        summary: 'What is wanted, on as many lines as it takes. Without it, title and text of this issue.',
        expected: 'a text',
        accepts: () => true,
      },
    ],
    examples: ['/pitboss plan --interview', '/pitboss plan A search over the notes, with an index on disk.'],
  },
  {
    verb: 'answer',
    aliases: [],
    access: 'spending',
    cost: TOKENS,
    summary: 'Answer the questions of a run that plans.',
    details:
      'A line that begins with the number of a question answers it; leave out what you do not care about. Anything else you write reaches the planner as well. The plan is written then.',
    arguments: [text('The answers, on as many lines as they take.')],
    examples: ['/pitboss answer 1. Yes, all of them.', '/pitboss answer Decide for yourself, but keep it small.'],
  },
  {
    verb: 'revise',
    aliases: [],
    access: 'spending',
    cost: TOKENS,
    summary: 'Have the draft of a plan changed.',
    details: 'As often as `plan.max_revisions` allows. The draft that stands stays as it is until there is a new one.',
    arguments: [text('What to change, on as many lines as it takes.')],
    examples: ['/pitboss revise Split phase 02.', '/pitboss revise Leave the database out.'],
  },
  {
    verb: 'approve',
    aliases: [],
    access: 'spending',
    cost: 'nothing; `/pitboss play` carries the plan out',
    summary: 'Approve the draft of a plan.',
    details:
      'The approval is for this text on this commit. When the default branch moves on, `/pitboss play` says so and starts nothing until the plan is approved for the new commit. Both commands may stand in one comment, each on a line of its own.',
    arguments: [
      hash(
        'hash',
        'HASH',
        'The beginning of the hash of the draft that you have read. Without it, the draft that stood there when you wrote.',
      ),
      hash(
        'base',
        'COMMIT',
        'The beginning of the commit that the default branch is at, where that is not the one that the draft was written on.',
      ),
    ],
    examples: ['/pitboss approve', '/pitboss approve 0123456789ab'],
  },
];
