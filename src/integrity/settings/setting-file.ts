import type { ChangedFile } from '../finding.js';
import { isTestPath } from '../tests/test-path.js';

export type SettingKind = 'settings' | 'script' | 'workflow';

const WORKFLOWS =
  /^\.github\/(?:workflows|actions)\/.*\.ya?ml$|(?:^|\/)\.gitlab-ci\.ya?ml$|(?:^|\/)azure-pipelines[\w.-]*\.ya?ml$|(?:^|\/)\.circleci\/.*\.ya?ml$|(?:^|\/)\.travis\.ya?ml$|(?:^|\/)bitbucket-pipelines\.ya?ml$|(?:^|\/)Jenkinsfile$|(?:^|\/)\.buildkite\//;

const SCRIPTS =
  /\.(?:sh|bash|zsh|ps1|cmd|bat|mk)$|(?:^|\/)(?:GNUm|m|M)akefile$|(?:^|\/)[Jj]ustfile$|(?:^|\/)Taskfile\.ya?ml$|(?:^|\/)Rakefile$|\.rake$|(?:^|\/)(?:bin|scripts?|ci|\.ci|build)\/[\w-]+$|(?:^|\/)noxfile\.py$|(?:^|\/)tox\.ini$/;

const SETTINGS =
  /(?:^|\/)(?:package|deno|bunfig)\.(?:json|toml)$|(?:^|\/)(?:jest|vitest|vite|karma|playwright|cypress|wdio|ava|nyc|c8|protractor|web-test-runner)[\w.-]*\.(?:[cm]?[jt]s|json)$|(?:^|\/)\.(?:mocharc|nycrc|c8rc|taprc)[\w.]*$|(?:^|\/)(?:pyproject|Cargo|nextest)\.toml$|(?:^|\/)\.?(?:pytest|setup|tox)\.(?:ini|cfg)$|(?:^|\/)conftest\.py$|(?:^|\/)\.coveragerc$|(?:^|\/)\.rspec$|(?:^|\/)(?:spec|rails|test)_helper\.rb$|(?:^|\/)\.simplecov$|(?:^|\/)pom\.xml$|\.gradle(?:\.kts)?$|\.(?:csproj|fsproj|vbproj|props|targets|runsettings)$|(?:^|\/)xunit\.runner\.json$|(?:^|\/)testng\.xml$|(?:^|\/)junit-platform\.properties$|(?:^|\/)codecov\.ya?ml$/;

/** What a file decides about how tests are run; null for one that decides nothing. */
export function settingKind(path: string): SettingKind | null {
  if (WORKFLOWS.test(path)) {
    return 'workflow';
  }
  if (SETTINGS.test(path)) {
    return 'settings';
  }
  return SCRIPTS.test(path) ? 'script' : null;
}

/** A file whose code may decide how the test program ends: a runner of its own, hooks, a `TestMain`. */
export function mayEndTests(path: string): boolean {
  return isTestPath(path) || settingKind(path) !== null;
}

export interface LineChange {
  /** Line in its own text, from 1. */
  readonly line: number;
  readonly text: string;
}

export interface LineChanges {
  readonly removed: readonly LineChange[];
  readonly added: readonly LineChange[];
}

/** Lines that only one side has, whatever their order. */
export function lineChanges({ before, after }: ChangedFile): LineChanges {
  const [old, now] = [linesOf(before), linesOf(after)];
  return { removed: without(old, now), added: without(now, old) };
}

export function linesOf(text: string | null): readonly LineChange[] {
  return text === null ? [] : text.split('\n').map((line, index) => ({ line: index + 1, text: line }));
}

function without(list: readonly LineChange[], other: readonly LineChange[]): readonly LineChange[] {
  const left = new Map<string, number>();
  for (const { text } of other) {
    left.set(text, (left.get(text) ?? 0) + 1);
  }
  return list.filter(({ text }) => {
    const count = left.get(text) ?? 0;
    left.set(text, count - 1);
    return count <= 0 && text.trim() !== '';
  });
}
