const RUNNERS = [
  String.raw`(?:npm|pnpm|yarn|bun)\s+(?:run\s+|exec\s+)?(?:t|test[\w:-]*|jest|vitest|mocha)\b`,
  String.raw`(?:npx\s+)?(?:jest|vitest|mocha|ava|tap|karma|cypress|playwright|wtr|web-test-runner|uvu|c8|nyc)\b`,
  String.raw`node\s+(?:\S+\s+)*--test\b`,
  String.raw`deno\s+test\b`,
  String.raw`(?:python\d?(?:\.\d+)?\s+-m\s+)?(?:pytest|unittest|nose2?)\b`,
  String.raw`python\d?\s+\S*(?:manage|setup)\.py\s+test\b`,
  String.raw`(?:tox|nox)\b`,
  String.raw`go\s+test\b|gotestsum\b|ginkgo\b`,
  String.raw`cargo\s+(?:\+\S+\s+)?(?:nextest|test|tarpaulin|llvm-cov)\b`,
  String.raw`(?:\.\/)?(?:mvnw?|mvn)\b.*\b(?:test|verify|install|package)\b`,
  String.raw`(?:\.\/)?gradlew?\b.*\b(?:test\w*|check|build)\b`,
  String.raw`(?:bundle\s+exec\s+|bin\/)?(?:rspec|cucumber)\b`,
  String.raw`(?:bundle\s+exec\s+|bin\/)?(?:rake|rails)\s+(?:test|spec)\b`,
  String.raw`dotnet\s+(?:vs)?test\b`,
  String.raw`(?:make|just|task)\s+(?:test|check)\w*\b`,
  String.raw`ctest\b`,
];

const COMMAND = new RegExp(`(?<![\\w./-])(?:${RUNNERS.join('|')})`);

/** Whether a line starts tests. */
export function startsTests(line: string): boolean {
  // `make`, tox and YAML put a dash in front.
  return COMMAND.test(line.replace(/^\s*[@-]+\s*/, '')) && !/^\s*(?:#|\/\/|echo\b)/.test(line);
}
