const FOLDERS =
  /(?:^|\/)(?:tests?|specs?|__tests__|e2e|cypress|integration[-_]?tests?|unit[-_]?tests?|testing|[\w.-]*\.(?:Unit|Integration)?Tests?)\//i;

const NAMES: readonly RegExp[] = [
  /(?:^|[._-])(?:test|spec|cy|e2e)\.[cm]?[jt]sx?$/i,
  /^(?:tests?|spec)[._-].*\.[cm]?[jt]sx?$/i,
  /^test_?.*\.py$|_tests?\.py$|^tests\.py$|^conftest\.py$/,
  /_test\.go$/,
  /_(?:test|spec)\.rb$|^test_.*\.rb$/,
  /Tests?\.(?:java|kts?|groovy|scala)$|^Test\w+\.(?:java|kt)$|IT\.java$|Spec\.(?:groovy|kt|scala)$/,
  /(?:Tests?|Specs?)\.cs$/,
];

/** Whether a path is a test file by the conventions of its language. */
export function isTestPath(path: string): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (path.endsWith('.go')) {
    return name.endsWith('_test.go');
  }
  return FOLDERS.test(path) || NAMES.some((pattern) => pattern.test(name));
}

/** The word that a test file and the file it tests have in common: `cart` of `cart.test.ts`, `test_cart.py` and `CartTest.java`. */
export function subjectOf(path: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1).replace(/\.[^.]+$/, '');
  return name
    .replace(/[._-](?:tests?|specs?|cy|e2e)$/i, '')
    .replace(/^(?:tests?|specs?)[._-]/i, '')
    .replace(/(?:Tests?|Specs?|IT)$/, '')
    .toLowerCase();
}
