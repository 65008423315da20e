/** How far the agent may go: look, edit files and run what is allowed, or everything. */
export type Reach = 'read_only' | 'auto_edit' | 'yolo';

/** Commands that get rules at most, and the longest of them; the CLI refuses patterns of more than 2,048 characters. */
const MOST_COMMANDS = 50;
const LONGEST_COMMAND = 400;

/** Arguments that name files below the working directory, without quotes and expansions: nothing outside, and nothing in `.git`. */
const INSIDE = String.raw`(?![^"]*(?:\.\.(?=[/ "'])|[ =:'][/~]| -\w+[/~]|\.git(?![\w-])))[\w@+=,./:^~{}%*' -]*`;

/** Where a command ends: with the whole, or where the next of a chain begins, which is looked at by itself. */
const END = String.raw`(?:"|&&|\|\|?|;)`;

const READING = [
  `(?:ls|pwd|cat|head|tail|wc|grep)(?=[ "])${INSIDE}${END}`,
  `git (?:status|diff|log|show|ls-files|rev-parse|blame)(?=[ "])(?![^"]*--(?:output|no-index|ext-diff|textconv))${INSIDE}${END}`,
];

/** The CLI has no tools for these. */
const MOVING = `(?:mkdir|rmdir|touch|rm|mv|cp)(?= )${INSIDE}${END}`;

/** Tools that reach other hosts, start other agents, or change the mode in which we started it. */
const DENIED = ['invoke_agent', 'google_web_search', 'web_fetch', 'enter_plan_mode', 'activate_skill', 'update_topic'];

/**
 * The CLI's policy for one dispatch, as TOML. The folder counts as untrusted, in which nothing but reading is approved by default.
 * A chain is allowed only if each of its commands is, and a redirection only where a rule says so.
 * @param commands what the agent may run, each by its beginning
 */
export function policy(reach: Reach, commands: readonly string[]): string {
  const rules = {
    read_only: () => READING.map((pattern) => shell(starting(pattern))),
    auto_edit: () => [...[...READING, MOVING].map((pattern) => shell(starting(pattern))), ...listed(commands), EDITS],
    yolo: () => [shell('"command":"', { redirects: true }), EDITS],
  };
  return [denied(DENIED), ...rules[reach]()].join('\n');
}

function listed(commands: readonly string[]): readonly string[] {
  const usable = [...new Set(commands.map((command) => command.trim()))]
    .filter((command) => command !== '' && command.length <= LONGEST_COMMAND)
    .slice(0, MOST_COMMANDS);
  return usable.flatMap((command) => [
    ...[command, ...piecesOf(command)].flatMap(startingWith),
    // As it stands it may also redirect: whoever configured it wrote that.
    shell(starting(`${asPattern(command)}"`), { redirects: true }),
  ]);
}

/** Rules for a command with whatever arguments, and for the same with its errors among its output, as agents like to read it. */
function startingWith(command: string): readonly string[] {
  const pattern = asPattern(command);
  return [
    shell(starting(String.raw`${pattern}(?= |"|\\n|\\t)`)),
    shell(starting(String.raw`${pattern}[^<>"\\]* 2>&1(?:"| \| [^<>"\\]*")`), { redirects: true }),
  ];
}

/** The commands of a chain are looked at one by one. */
function piecesOf(command: string): readonly string[] {
  const pieces = command.split(/&&|\|\||[;|\n]/).map((piece) => piece.trim());
  return pieces.length === 1 ? [] : pieces.filter((piece) => piece !== '');
}

/** Matches the command itself and nothing else in the tool's arguments: those of the first level stand between zero bytes. */
function starting(pattern: string): string {
  return String.raw`\x00"command":"${pattern}`;
}

/** A command as it stands in JSON, as a pattern. */
function asPattern(command: string): string {
  return JSON.stringify(command)
    .slice(1, -1)
    .replace(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`);
}

function shell(argsPattern: string, { redirects = false } = {}): string {
  const what = `toolName = "run_shell_command"\nargsPattern = ${JSON.stringify(argsPattern)}\ndecision = "allow"\n`;
  // The first rule that fits decides, so those that let more pass come first.
  return `[[rule]]\n${what}${redirects ? 'priority = 210\nallowRedirection = true\n' : 'priority = 200\n'}`;
}

function denied(names: readonly string[]): string {
  return `[[rule]]\ntoolName = ${JSON.stringify(names)}\ndecision = "deny"\npriority = 900\n`;
}

/** Files of the working directory, and nothing outside of it. */
const EDITS = `[[rule]]
toolName = ["write_file", "replace"]
decision = "allow"
priority = 100

[[safety_checker]]
toolName = ["write_file", "replace"]
priority = 100
[safety_checker.checker]
type = "in-process"
name = "allowed-path"
required_context = ["environment"]
`;
