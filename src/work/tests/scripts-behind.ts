import { sha256 } from '../../base/digest.js';
import { makeRule } from './make-rule.js';
import { hasTests, type PackageJson, readPackageJson, scriptOf } from './package-json.js';
import type { Probe } from './probe.js';
import type { TestCommand } from './test-command.js';
import { workspacePackages } from './workspaces.js';

/** What a test command comes to in this tree. */
export interface ScriptsBehind {
  /** Texts of the scripts and rules that it calls, by a name for people: `package.json: test`. */
  readonly scripts: Readonly<Record<string, string>>;
  /** The command with those texts written out. */
  readonly runs: string;
}

const MOST_SCRIPTS = 250;
const MOST_CALLS = 250;
const DEEPEST = 5;
/** A longer script is compared, but not looked into. */
const LONGEST_FOLLOWED = 10_000;
/** A longer text is kept by its beginning and its hash. */
const LONGEST = 500;

/** A call of a script by a package manager, or of a rule by make. Options that lead to another folder are not followed. */
const CALL =
  /\b(npm|pnpm|yarn|bun)((?:\s+(?:-s|--silent|--recursive|--workspaces|--if-present|workspaces|foreach|--all))*)(?:\s+(?:run|run-script))?(?:\s+-\S+)*\s+([\w:.-]+)|\b(make)(?:\s+-\S+)*\s+([\w.-]+)/g;

/** A call that means the packages of a workspace. */
const IN_PACKAGES = /\b(?:npm|pnpm|yarn|bun)\b.*(?:--workspaces?\b|--recursive\b|\s-r\b|\bworkspaces\b|--filter\b)/;

/** Follows a command into the scripts of package.json and the rules of a Makefile: they are what an agent could change. */
export async function scriptsBehind(files: Probe, command: TestCommand): Promise<ScriptsBehind> {
  const scripts = new Map<string, string>();
  const root = await readPackageJson(files);
  const line = command.argv[0] === 'sh' && command.argv[1] === '-c' ? (command.argv[2] ?? '') : command.argv.join(' ');
  const runs = await writtenOut({ files, root, scripts, calls: MOST_CALLS }, line, DEEPEST);
  if (root === null || hasTests(root) || !IN_PACKAGES.test(line)) {
    return { scripts: Object.fromEntries([...scripts].sort()), runs };
  }
  const parts: string[] = [];
  for (const { folder, file } of await workspacePackages(files, root)) {
    const text = scriptOf(file, 'test');
    if (text !== null && hasTests(file)) {
      remember(scripts, `${folder}/package.json: test`, text);
      parts.push(text);
    }
  }
  // Only npm goes on after a package that failed; for the others the packages are a chain.
  const joined = parts.join(command.argv[0] === 'npm' ? ' & ' : ' && ');
  return { scripts: Object.fromEntries([...scripts].sort()), runs: joined === '' ? runs : joined };
}

interface Walk {
  readonly files: Probe;
  readonly root: PackageJson | null;
  readonly scripts: Map<string, string>;
  /** How many more calls are followed. */
  calls: number;
}

async function writtenOut(walk: Walk, line: string, depth: number): Promise<string> {
  let out = '';
  let done = 0;
  for (const call of line.matchAll(CALL)) {
    walk.calls -= 1;
    const found = depth === 0 || walk.calls < 0 ? null : await textOf(walk, call);
    const text = found !== null && found.length > LONGEST_FOLLOWED ? null : found;
    out += line.slice(done, call.index) + (text === null ? call[0] : await writtenOut(walk, text, depth - 1));
    done = call.index + call[0].length;
  }
  return out + line.slice(done);
}

async function textOf({ files, root, scripts }: Walk, call: RegExpMatchArray): Promise<string | null> {
  const [, manager, , script = '', , target = ''] = call;
  if (manager === undefined) {
    const rule = await makeRule(files, target);
    if (rule !== null) {
      remember(scripts, `${rule.file}: ${target}`, rule.text);
    }
    return rule?.runs ?? null;
  }
  const name = manager === 'npm' && /^(?:t|tst)$/.test(script) ? 'test' : script;
  const texts =
    root === null ? [] : [`pre${name}`, name, `post${name}`].map((each) => [each, scriptOf(root, each)] as const);
  if (texts[1]?.[1] == null) {
    return null;
  }
  return texts
    .flatMap(([each, text]) => {
      if (text !== null) {
        remember(scripts, `package.json: ${each}`, text);
      }
      return text ?? [];
    })
    .join(' && ');
}

function remember(scripts: Map<string, string>, name: string, text: string): void {
  if (scripts.size < MOST_SCRIPTS) {
    scripts.set(name, text.length > LONGEST ? `${text.slice(0, LONGEST)}… (${sha256(text).slice(0, 12)})` : text);
  }
}
