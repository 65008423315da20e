import type { ChangedFile, Finding } from '../finding.js';
import { excerpt } from '../finding.js';
import { loosenedNumbers } from './numbers.js';
import { type LineChange, type LineChanges, lineChanges, linesOf, settingKind } from './setting-file.js';
import { startsTests } from './test-command.js';

/** Settings that leave tests out, wherever they stand in a file that decides about tests. */
const SETTINGS: readonly RegExp[] = [
  /passWithNoTests["']?\s*(?::|=)\s*true|--pass-?[wW]ith-?[nN]o-?[tT]ests/,
  /\bcollect_ignore(?:_glob)?\s*(?:=|\+=|\.append|\.extend)/,
  /<(?:skipTests|skipITs|maven\.test\.skip|skipUnitTests)>\s*true/,
  /\b(?:excludeTags|excludeTestsMatching|excludeGroups|excludeCategories|excludedGroups)\b|<(?:excludedGroups|excludeGroups)>/,
  /<exclude>[^<]*Tests?\b[^<]*<\/exclude>|\bexclude\s*\(?\s*["'][^"']*[tT]ests?[^"']*["']/,
  /\bfilter_run_excluding\b|\bfilter_gems_from|\bexclusion_filter\b|\bignore_examples\b/,
  /<Compile\s+Remove="[^"]*(?:Test|Spec)[^"]*"/,
  /<IsTestProject>\s*false/,
  /<VSTestTestCaseFilter>|<TestCaseFilter>/,
  /^\s*(?:test|harness|doctest|autotests)\s*=\s*false\b/,
  /\bxfail_strict\s*=\s*(?:false|0|no)/i,
  /\ballowOnly["']?\s*[:=]\s*true|\bforbidOnly["']?\s*[:=]\s*false/,
  /\btests?\.(?:enabled\s*=\s*false|onlyIf\s*\{\s*false)|\b(?:tasks\.)?(?:test|named\(["']test["']\))\s*\{?\s*enabled\s*=\s*false|\benabled\s*=\s*false/,
  /\bCollectCoverage>\s*false|\bcheck-coverage["']?\s*[:=]\s*false/,
];

/** Lists of what is left out; a longer one leaves out more. */
const LISTS =
  /\b(?:testPathIgnorePatterns|modulePathIgnorePatterns|testIgnore|excludeSpecPattern|norecursedirs|exclude|ignore|spec_exclude)["']?\s*[:=]/;

/** Options of a test command that leave tests out by themselves: having one already, a command loses nothing by another. */
const SWITCHES =
  /\s--no-run\b|\s--collect-only\b|\s--co\b|\s--list-?[tT]ests\b|\s--dry-run\b|-D(?:skipTests|skipITs|maven\.test\.skip)(?!=false)|\s-x\s+:?[\w:]*(?:test|check)\w*|\s--no-cov(?:erage)?\b|\s--lib\b/;

/** Options that name what is left out, or what alone is run. */
const OPTIONS: readonly RegExp[] = [
  /\s-k[\s=]*["']?(?:\(?\s*not\b|[^"'\n]*\band\s+not\b)/,
  /\s-m[\s=]*["']?(?:\(?\s*not\b|[^"'\n]*\band\s+not\b)/,
  /\s--(?:ignore|ignore-glob|deselect)[=\s]/,
  /\s-{1,2}skip[=\s]+["']?[\w^]/,
  /\bgo\s+test\b.*\s-(?:run|short)\b/,
  /\s--(?:exclude|exclude-tag|exclude-pattern|exclude-dir|testPathIgnorePatterns|testNamePattern|grep-invert|invert|invert-match)\b/,
  /\s--filter[\s=]+\S/,
  /\s(?:--tag|-t)\s+["']?~/,
  /\bgrep\s+(?:-\w+\s+)*-\w*v/,
  /\s(?:-t|-g|-f|--fgrep|--grep|-e|--example|--only)[\s=]+["']/,
];

/** Settings after which fewer tests count, or count for less. */
export function loosenedSettings(file: ChangedFile): readonly Finding[] {
  const kind = settingKind(file.path);
  if (kind === null || file.before === null) {
    // What a new file leaves out was not run before either.
    return [];
  }
  const changes = lineChanges(file);
  const place = (line: LineChange | null, before: LineChange | null, what: string): Finding => ({
    rule: 'loosened-config',
    path: file.path,
    line: line?.line ?? before?.line ?? 1,
    what,
    before: excerpt(before?.text ?? ''),
    after: excerpt(line?.text ?? ''),
    level: 'finding',
  });
  const counterpart = (line: LineChange): LineChange | null =>
    changes.removed.find(({ text }) => keyOf(text) === keyOf(line.text)) ?? null;
  const settings = changes.added
    .filter(
      (line) => SETTINGS.some((pattern) => pattern.test(line.text)) && !isComment(line.text) && concerns(file, line),
    )
    .filter((line) => !SETTINGS.some((pattern) => pattern.test(counterpart(line)?.text ?? '')))
    .map((line) => place(line, counterpart(line), 'a setting leaves tests out'));
  const options = changes.added
    .filter((line) => commandWith(file, line) && newOption(line.text, changes))
    .map((line) => place(line, counterpart(line), 'the test command leaves tests out'));
  const numbers = loosenedNumbers(changes).map(({ before, after }) =>
    place(after, before, 'a limit for tests was loosened'),
  );
  return [
    ...settings,
    ...options,
    ...numbers,
    ...longerLists(file, changes, place),
    ...lostCommand(file, changes, place),
  ];
}

type Place = (line: LineChange | null, before: LineChange | null, what: string) => Finding;

/** `exclude`, `enabled` and their like have other uses too: there only what stands among tests counts. */
function concerns(file: ChangedFile, { line, text }: LineChange): boolean {
  if (!/\bexclude\b|\benabled\b|<exclude>/.test(text) || /excludeT|excludeG|excludeC/.test(text)) {
    return true;
  }
  const above = linesOf(file.after)
    .slice(Math.max(0, line - 12), line)
    .map((each) => each.text)
    .join('\n');
  return /\btest\w*\s*\{|\btest\w*["']?\s*:\s*\{|surefire|failsafe|tasks\.(?:test|withType<Test>)|type:\s*Test|[tT]ests?\.(?:java|kt|groovy)/.test(
    above,
  );
}

function commandWith({ path, after }: ChangedFile, { line, text }: LineChange): boolean {
  const addopts = /\baddopts\b|\bPYTEST_ADDOPTS\b|\bRUSTFLAGS|\btestflags\b/i.test(text) || path.endsWith('.rspec');
  const goesOn = linesOf(after).slice(Math.max(0, line - 5), line - 1);
  const continued =
    goesOn.length > 0 && /\\\s*$/.test(goesOn.at(-1)?.text ?? '') && goesOn.some((each) => startsTests(each.text));
  const folded = /addopts/.test(goesOn.map((each) => each.text).join('\n')) && /^\s+-/.test(text);
  return !isComment(text) && (addopts || continued || folded || startsTests(text));
}

/** Whether a line has an option that leaves tests out and that no line before had. */
function newOption(text: string, { removed }: LineChanges): boolean {
  const line = ` ${text}`;
  if (SWITCHES.test(line) && !removed.some((old) => SWITCHES.test(` ${old.text}`))) {
    return true;
  }
  return OPTIONS.some(
    (pattern) =>
      pattern.test(line) && !removed.some((old) => pattern.exec(` ${old.text}`)?.[0] === pattern.exec(line)?.[0]),
  );
}

function longerLists(file: ChangedFile, { added, removed }: LineChanges, place: Place): readonly Finding[] {
  return added
    .filter((line) => LISTS.test(line.text) && !isComment(line.text) && /\[|:\s*$|=/.test(line.text))
    .filter((line) => {
      const old = removed.find(({ text }) => keyOf(text) === keyOf(line.text));
      const entries = entriesOf(file, line).filter((entry) => !old?.text.includes(entry));
      return (
        entries.some((entry) => !/node_modules|dist|build|\.d\.ts|coverage|\.venv|\.git\b/.test(entry)) &&
        listConcernsTests(file, line)
      );
    })
    .map((line) =>
      place(
        line,
        removed.find(({ text }) => keyOf(text) === keyOf(line.text)) ?? null,
        'a list of what is left out has grown',
      ),
    );
}

function entriesOf({ after }: ChangedFile, { line }: LineChange): readonly string[] {
  const text = linesOf(after)
    .slice(line - 1, line + 15)
    .map((each) => each.text)
    .join('\n');
  const list = /^[^\]]*/.exec(text)?.[0] ?? '';
  return [...list.matchAll(/["'`]([^"'`\n]+)["'`]/g)].map(([, entry = '']) => entry);
}

function listConcernsTests(file: ChangedFile, line: LineChange): boolean {
  if (/testPathIgnore|testIgnore|excludeSpec|norecursedirs|spec_exclude/.test(line.text)) {
    return true;
  }
  const isTestSetting = /(?:jest|vitest|playwright|karma|cypress|mocharc|ava|vite)/.test(file.path);
  return (
    isTestSetting && !/coverage/i.test(line.text) && !/coverage\w*["']?\s*:\s*\{[^}]*$/.test(textAbove(file, line))
  );
}

function textAbove({ after }: ChangedFile, { line }: LineChange): string {
  return linesOf(after)
    .slice(0, line - 1)
    .map((each) => each.text)
    .join('\n');
}

/** A test command that is gone, with none in its place. */
function lostCommand(file: ChangedFile, changes: LineChanges, place: Place): readonly Finding[] {
  const lost = changes.removed.find(({ text }) => startsTests(text));
  const kept = linesOf(file.after).some(({ text }) => startsTests(text) && !isComment(text));
  if (lost === undefined || kept || file.after === null) {
    return [];
  }
  const instead = changes.added.find(({ text }) => keyOf(text) === keyOf(lost.text)) ?? null;
  // Another program may run the tests now; what only talks or does nothing does not.
  const idle =
    instead === null || /\b(?:echo|true|exit\s+0|:)\b|["']\s*["']/.test(instead.text.replace(/^[^:=]*[:=]/, ''));
  return idle ? [place(instead, lost, 'the tests are not started any more')] : [];
}

function keyOf(text: string): string {
  return /^\s*(?:-\s+)?["'<]?([\w.-]+)/.exec(text)?.[1] ?? text.trim();
}

function isComment(text: string): boolean {
  return /^\s*(?:#(?!\[)|\/\/|<!--|--\s)/.test(text);
}
