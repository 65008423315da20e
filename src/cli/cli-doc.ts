import type { Command } from 'commander';

const INTRO = `# The program \`pitboss\`

What can be written in a terminal. This page is generated from the program; \`npm run docs\` writes it anew. The commands for
comments on GitHub stand in [commands.md](commands.md).
`;

const OUTRO = `## What comes out

Progress, warnings and errors go to standard error, results to standard output. Colours and the live display appear only where a
terminal is attached; \`NO_COLOR\` takes the colours away, \`TERM=dumb\` and \`CI\` the display. In a pipe there are plain lines.

An error has a code and three parts: what happened, why, and what to do. The codes stand in
[troubleshooting.md](troubleshooting.md).

| Exit code | Meaning |
|---|---|
| 0 | done; a run finished, or waits for something that is no error |
| 1 | a run halted; a session of a grind run failed; \`doctor\` found a problem; an unexpected error |
| 2 | a run was folded while it was carried out, a grind run was interrupted; or the command line could not be understood, and nothing was done |
| 3 | a run halted because its budget is used up |
| 4 | refused: bad input (plan, prompts, configuration, run id, repository), and nothing was done |
| 5 | a grind run halted because as many sessions in a row failed as are allowed |
| 6 | a grind run went well, and its pull request could not be opened although \`--require-pr\` was given |

The first Ctrl-C lets a grind run finish the sessions at work and begin no other; the second one stops them. Any other command, and
every one that is sent SIGTERM, stops at once. What was done is kept, and \`pitboss rebuy\` goes on with it.

While \`pitboss grind\` is at work, a file \`.pitboss/skip\` in your working tree skips the session at work, whatever the file holds. It
is looked for every two seconds and removed.

## Where things are kept

State is refs of your repository, below \`refs/pitboss/\`, which an ordinary \`git push\` leaves out; \`doctor\` names what was left there. Working trees
and transcripts stand in \`$XDG_STATE_HOME/pitboss\`, by default \`~/.local/state/pitboss\`, in a folder for each repository. A folder of a
run that is over can be removed.

## JSON

Every document printed by \`--json\` has a \`schema\`, which grows only when a field changes its meaning or goes away; new fields
may be added. Keys are sorted.

| Command | Fields |
|---|---|
| \`init\` | \`dry_run\`, \`files\` (\`path\`, \`action\`: \`created\`, \`kept\`, \`would_create\`), \`warnings\`, \`next\` |
| \`init --import\` | \`ok\`, \`dry_run\`, \`files\`, \`config\` (\`text\`; \`keys\` with \`key\`, \`line\`, \`outcome\`: \`taken\`, \`left_out\`, \`why\`), \`plan\`, \`deferred\`, \`grind\`, \`run\`, \`notes\`, \`problems\` (\`file\`, \`line\`, \`what\`, \`fix\`), \`warnings\` |
| \`doctor\` | \`ok\`, \`checks\` (\`name\`, \`state\`: \`ok\`, \`warning\`, \`problem\`, \`what\`, \`why\`, \`fix\`; the last two are null when all is well) |
| \`play --dry-run\`, \`rebuy --dry-run\` | \`run_id\` (null for a new run), \`plan\`, \`base\`, \`branch\`, \`tests\`, \`agents\`, \`budget\`, \`phases\`, \`sweeps\` (\`most\`, \`usd\`), \`cost\`, \`tokens_per_character\`, \`warnings\` |
| \`grind --dry-run\` | \`path\`, \`agent\`, \`resume\` (null for a new run), \`rotation\`, \`prompts\`, \`max_parallel\`, \`consecutive_failure_limit\`, \`dry_spell\`, \`budgets\`, \`hooks\` (what is in force), \`scheduler\`, \`preview\` (ten rotations; null where none is eligible) |
| \`plan\` | \`run_id\`, \`status\`, \`path\` and \`plan\` (\`phases\`, \`current_phase\`, \`sha256\`), null where none was written, \`attempts\`, \`questions\` (\`question\`, \`answer\`), \`usd\`, \`halt\` |
| \`prompts ls\` | \`prompts\` (their front matter, \`source\`: \`override\`, \`project\`, \`global\`, \`path\`, \`sha256\`), \`faulty\` (files that are not listed) |
| \`prompts validate\` | \`ok\`, \`prompts\` and \`rotations\` (how many are valid), \`errors\`, \`problems\` (\`severity\`, \`file\`, \`line\`, \`path\`: the key, \`message\`, \`suggestion\`) |
| \`status\` | \`run_id\`, \`status\`, \`record\` (the ledger's own, or null), \`deferred\` (open items), \`notes\` (\`key\`, \`by\`, \`at\`, \`text\`, \`shown\`: names of units), \`limits\` (\`cap\`, \`key\`, \`usd\`, \`spent_usd\`, \`left_usd\`), \`plan\` |
`;

/** The text of docs/cli.md. */
export function renderCliDoc(root: Command): string {
  const help = root.createHelp();
  const commands = help.visibleCommands(root).filter((command) => command.name() !== 'help');
  const rows = commands.map((command) => {
    const aliases = command.aliases().map((alias) => `\`${alias}\``);
    return `| [\`${command.name()}\`](#pitboss-${command.name()}) | ${aliases.join(', ')} | ${command.description()} |\n`;
  });
  return [
    INTRO,
    `## Commands\n\n| Command | Also | What it does |\n|---|---|---|\n${rows.join('')}`,
    `Everywhere:\n\n${optionTable(root)}`,
    ...commands.flatMap((command) => [section(command), ...command.commands.map(section)]),
    OUTRO,
  ].join('\n');
}

function section(command: Command): string {
  const parent = command.parent?.parent == null ? '' : `${command.parent.name()} `;
  const name = `pitboss ${parent}${command.name()}`;
  const usage = `${name} ${command.usage()}`;
  const values = command.registeredArguments.map((argument) => {
    const choices = argument.argChoices === undefined ? '' : `: ${argument.argChoices.join(', ')}`;
    return `| \`${argument.name()}\` | ${argument.description}${choices} |\n`;
  });
  const table = values.length === 0 ? '' : `| Argument | Meaning |\n|---|---|\n${values.join('')}\n`;
  // The table above has the descriptions of commands, but not of those below them.
  const meaning = parent === '' ? '' : `${command.description()}.\n\n`;
  return `### ${name}\n\n${meaning}\`\`\`text\n${usage}\n\`\`\`\n\n${table}${optionTable(command)}`;
}

function optionTable(command: Command): string {
  const options = command.createHelp().visibleOptions(command);
  const rows = options.map(({ flags, description }) => `| \`${flags}\` | ${description.replaceAll('|', '\\|')} |\n`);
  return `| Option | Meaning |\n|---|---|\n${rows.join('')}`;
}
