import { MAX_PARSED_CHARS } from '../grammar/command-lines.js';
import { MAX_COMMANDS } from '../grammar/parse-comment.js';
import { type CommandSpec, REGISTRY } from '../grammar/registry.js';
import { specText, usage } from './help-text.js';

/** docs/commands.md, from the registry. */
export function commandsDoc(): string {
  return `${[INTRODUCTION, ...REGISTRY.map(section), RULES, OCCASIONS].join('\n\n')}\n`;
}

const INTRODUCTION = `# Commands

<!-- Generated from src/commands/grammar/registry.ts; change it there. -->

Write a command as a comment on an issue or pull request. It stands at the start of a line (at most three blanks before it), and capital
letters do not matter. \`/pitboss\` alone shows help.`;

function section(spec: CommandSpec): string {
  const who =
    spec.access === 'spending'
      ? 'the level of `access.spend` in the configuration (default: write)'
      : 'read on a private repository, triage on a public one';
  return [`## ${spec.verb}`, '', '```', usage(spec), '```', '', specText(spec), '', `Who may: ${who}.`].join('\n');
}

const RULES = `## Rules for all commands

- Only new comments count. Editing a comment never starts anything, and neither do comments of bots.
- Code blocks, inline code, quotes, HTML, folded sections and links are text, not commands.
- A comment may hold up to ${MAX_COMMANDS} commands, one per line. They are taken in order; one that fails does not stop the later ones, and
  all are answered in one comment. Commands are looked for in the first ${MAX_PARSED_CHARS} characters.
- Values are written \`--option value\` or \`--option=value\`; \`"two words"\` keeps words together.
- 👀 means seen, 🚀 that a run works on it, 👍 answered, 👎 refused (the answer says why).
- The plan, the configuration and the commit to start from are fixed at the moment a command is accepted. An issue text that was edited
  after the command is not used: write the command again.
- The same comment never counts twice, however often GitHub delivers it.`;

const OCCASIONS = `## Without a comment

- **A label.** \`pitboss:grind\` on an issue is \`/pitboss grind\` there, \`pitboss:grind/NAME\` is \`/pitboss grind --rotation NAME\`. It counts
  when a person with the level of \`access.spend\` puts it on; a refusal is answered once below the issue. Pitboss leaves the label
  where it is: taken off and put on again, it asks anew. Labels on pull requests start nothing. A label whose delivery got lost is
  not looked for, as a lost comment is: put it on again.
- **The workflow by hand.** Its input \`command\` takes what starts a run and needs no issue: \`grind\` with all its options, and
  \`play --plan PATH\`. So \`gh workflow run pitboss.yml -f command='grind --rotation nightly --max-cost 5'\`. The permission of whoever
  starts it is checked like that of a commenter; what is refused fails the job with the reason.
- **A schedule.** Each entry of \`grind.schedules\` starts a run when the workflow runs for its \`cron\` line, which must stand below
  \`on.schedule\` of the workflow as well. Such runs go on with the rotation where earlier ones left it. None is started while a run of
  the rotation is at work, waits in the queue or is paused; a halted one is no obstacle. The job says so in a notice. \`access.spend\` does not count here: the configuration of the default branch
  asks, and whoever may change that has been asked there.
- A run without an issue has no status comment; its pull request tells how it stands. There, or with the run's id on any issue, the
  commands above steer it.`;
