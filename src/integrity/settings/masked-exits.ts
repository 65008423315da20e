import { type ChangedFile, excerpt, type Finding } from '../finding.js';
import { readSource } from '../source/source.js';
import { type LineChange, lineChanges, linesOf, mayEndTests, settingKind } from './setting-file.js';
import { startsTests } from './test-command.js';

/** What makes the failure of the command before it count for nothing. */
const TAIL =
  /(?:\|\||;)\s*(?:true|:|exit\s+0|\(?exit\s+0\)?|echo\b.*|cd\s+\.)\s*["',)\]]*\s*$|\|\|\s*(?:true|:|exit\s+0|echo)\b|;\s*(?:true|exit\s+0)\b/;
const OPTIONS =
  /--failure-exit-code[=\s]+0|-Dmaven\.test\.failure\.ignore(?!=false)|--no-fail(?:-on\w*)?\b|--exit-zero\b|--suppress-no-test-exit-code|--passOnFail/;
const SETTINGS =
  /<testFailureIgnore>\s*true|\bignoreFailures\s*(?:=|\.set\()?\s*\(?\s*true|\bmaven\.test\.failure\.ignore>?\s*=?\s*true|\bfailure_exit_code\s*=\s*0|\berror_exit_code\s*=\s*0|<TreatTestFailuresAsWarnings>\s*true|\bfailOnError["']?\s*[:=]\s*false|\bignore_outcome\s*=\s*true|\bignore_errors\s*=\s*true/;
const STEPS = /^\s*-?\s*(?:continue-on-error|continueOnError|allow_failure)\s*:\s*(?:true|["']?true)/;
const ENDS =
  /\bprocess\.exit\(\s*0?\s*\)|\bprocess\.exitCode\s*=\s*0\b|\bos\.Exit\(\s*0\s*\)|\b(?:sys\.)?_?exit\(\s*0\s*\)|\bos\._exit\(\s*0\s*\)|\bexit!?\s*\(?\s*(?:0|true)\s*\)?|\bexitstatus\s*=\s*0\b|\bstd::process::exit\(\s*0\s*\)|\bSystem\.exit\(\s*0\s*\)|\bEnvironment\.Exit\(\s*0\s*\)|\bexit_code\s*=\s*0\b/;

/** Places where the failure of tests does not reach who asked for them any more. */
export function maskedExits(file: ChangedFile): readonly Finding[] {
  const kind = settingKind(file.path);
  if (!mayEndTests(file.path) || file.after === null) {
    return [];
  }
  const { added, removed } = lineChanges(file);
  const test = kind === null ? inCode(file, added, removed) : inSettings(file, added, removed);
  return test.map((line) => ({
    rule: 'masked-exit',
    path: file.path,
    line: line.line,
    what: 'a failure of the tests does not show any more',
    before: excerpt(removed.find(({ text }) => alike(text, line.text))?.text ?? ''),
    after: excerpt(line.text),
    level: 'finding',
  }));
}

/** Code that ends the test program itself. */
function inCode(
  file: ChangedFile,
  added: readonly LineChange[],
  removed: readonly LineChange[],
): readonly LineChange[] {
  const code = readSource(file.path, file.after ?? '')?.code.split('\n') ?? [];
  return file.before === null
    ? []
    : added
        .filter(({ line }) => ENDS.test(code[line - 1] ?? ''))
        .filter(() => !removed.some(({ text }) => ENDS.test(text)));
}

function inSettings(
  file: ChangedFile,
  added: readonly LineChange[],
  removed: readonly LineChange[],
): readonly LineChange[] {
  const lines = linesOf(file.after);
  const hadTail = new Set(
    removed.filter(({ text }) => startsTests(text) && TAIL.test(text)).map(({ text }) => text.trim()),
  );
  return added.filter((line) => {
    const { text } = line;
    if (/^\s*(?:#|\/\/)/.test(text)) {
      return false;
    }
    const command = startsTests(text);
    return (
      (command &&
        (TAIL.test(text) || OPTIONS.test(text) || isPiped(text, file.after ?? '') || hasDash(file.path, text)) &&
        !hadTail.has(text.trim())) ||
      SETTINGS.test(text) ||
      (/\.rspec$|rb$|py$|[jt]s$/.test(file.path) &&
        (ENDS.test(text) || OPTIONS.test(text)) &&
        !/^\s*return\b/.test(text)) ||
      (STEPS.test(text) && stepRunsTests(lines, line)) ||
      endsScript(file, lines, line)
    );
  });
}

/** `make` and tox ignore the failure of a command behind a dash. */
function hasDash(path: string, text: string): boolean {
  return /(?:^|\/)(?:GNUm|m|M)akefile$|\.mk$/.test(path)
    ? /^\t@?-/.test(text)
    : /tox\.ini$/.test(path) && /^(?:commands\s*=)?\s*-\s/.test(text);
}

/** A pipe gives the last command's result, unless the shell is told otherwise. */
function isPiped(text: string, whole: string): boolean {
  return /[^|]\|\s*(?:tee|cat|head|tail|less|sed|awk|tr)\b/.test(text) && !/pipefail/.test(whole);
}

/** A script that runs tests and goes on, or ends well, whatever they said. */
function endsScript({ path, before }: ChangedFile, lines: readonly LineChange[], { line, text }: LineChange): boolean {
  const script = settingKind(path) === 'script' || settingKind(path) === 'workflow';
  const testsAbove = lines.slice(0, line - 1).some((each) => startsTests(each.text));
  const anyTests = lines.some((each) => startsTests(each.text));
  if (!script || !anyTests) {
    return false;
  }
  const forgets =
    /^\s*set\s+\+e\b|^\s*\$ErrorActionPreference\s*=\s*["'](?:SilentlyContinue|Continue)|^\s*trap\s+["']?exit 0/.test(
      text,
    );
  const ends =
    /^(?:exit\s+0|exit\s*\$\(?true\)?|\$LASTEXITCODE\s*=\s*0|true|:)\s*$/.test(text.trim()) &&
    testsAbove &&
    !isIndented(text, path);
  return forgets || (ends && before !== null);
}

/** Inside an `if` or a function of a shell script, an early end is a case of its own. */
function isIndented(text: string, path: string): boolean {
  return /\.(?:sh|bash|zsh|ps1)$/.test(path) && /^\s/.test(text);
}

/** Whether a setting of a step or job stands beside a command that runs tests. */
function stepRunsTests(lines: readonly LineChange[], { line, text }: LineChange): boolean {
  const depth = indent(text) + (/^\s*-/.test(text) ? 2 : 0);
  const belongs = (each: LineChange): boolean =>
    each.text.trim() === '' || (indent(each.text) >= depth && !/^\s*-/.test(each.text)) || indent(each.text) > depth;
  const above = lines.slice(0, line - 1).toReversed();
  const head = above.findIndex((each) => !belongs(each));
  const below = lines.slice(line);
  const foot = below.findIndex((each) => !belongs(each));
  const step = [
    ...above.slice(0, head < 0 ? above.length : head + 1),
    ...below.slice(0, foot < 0 ? below.length : foot),
  ];
  return step.some((each) => startsTests(each.text) || /\btests?\b/i.test(each.text));
}

function indent(text: string): number {
  return text.length - text.trimStart().length;
}

function alike(a: string, b: string): boolean {
  const key = (text: string): string => /^[\s"'-]*[\w.]+/.exec(text)?.[0].trim() ?? '';
  return key(a) === key(b);
}
