/** Words of a condition that depends on the machine: tests may be left out there. */
const MACHINE =
  /\bWIN\w*\b|\bPYPY\b|\bPOSIX\b|\bOS\b|OSPlatform|GOOS|GOARCH|\barch\b|Short\(|version|LookPath|[Gg]et?e?uid|\bwhich\b|nstalled|vailable|RUBY_|jruby|\bmiri\b|\broot\b|docker|has_?[A-Z]?\w*|can[A-Z_]\w*|supports?|importorskip|Jre|JRE|Property|\bunix\b|target_/;

const SYSTEM = /platform|win(?:32|dows)|darwin|linux|mac_?os|freebsd|android|cygwin|\bci_?os\b/i;

/** A named value of the environment: a database's address, a credential. */
const ENVIRONMENT = /\b[Gg]etenv\b|\benviron\b|process\.env|\bENV\b|Environment\.|System\.getenv|LookupEnv/;

/** Conditions that hold wherever tests are run, or exactly where it matters. */
const ALWAYS = /^[\s(!]*(?:true|True|1|!?false|!0|None)[\s)]*(?:,|$)|\bCI\b|GITHUB_ACTIONS/;

/** Whether a condition leaves a test out for the machine's sake and not for the result's. */
export function isMachineCondition(condition: string): boolean {
  return (
    !ALWAYS.test(condition.trim()) && (SYSTEM.test(condition) || MACHINE.test(condition) || ENVIRONMENT.test(condition))
  );
}
