import { PINNED_CLIS } from '../../src/agents/pinned/pinned-clis.js';
import { checkAider } from './aider.js';
import type { Cli } from './check.js';
import { type Check, chosen, readChoice } from './choose.js';
import { installed } from './installed.js';
import { SUITES } from './suites.js';

/**
 * Checks our agent backends against the real CLIs, which talk to scripted model servers on loopback: no account, no model.
 * The first argument is the project's folder. A CLI that cannot be installed here is named and its checks count as skipped.
 */

const AT_ONCE = 2;
/** Longest a check may take; its dispatches have shorter limits of their own. */
const CHECK_MS = 180_000;

type End = 'passed' | 'failed' | 'skipped';

const print = (line: string): void => void process.stdout.write(`${line}\n`);
const [root = '.', ...args] = process.argv.slice(2);
const startedAt = performance.now();
const seconds = (since: number): string => ((performance.now() - since) / 1000).toFixed(1);

const checks = chosen(SUITES, readChoice(args, process.env));
const binaries = new Map<Cli, string>();
for (const cli of new Set(checks.map((check) => check.cli))) {
  const found = await installed(cli, root);
  if (found.kind === 'installed') {
    binaries.set(cli, found.binary);
    print(`       ${cli} ${PINNED_CLIS[cli].version}: ${found.how}`);
  } else {
    print(`NOT AVAILABLE: ${cli} cannot be installed here, its checks are skipped: ${found.reason}`);
  }
}
const ends = await allOf(checks);
const aiderEnd = await aiderIfThere(process.env.PITBOSS_REAL_AIDER ?? '');
const passed = ends.filter((end) => end === 'passed').length;
const skipped = ends.filter((end) => end === 'skipped').length;
print(`real agents: ${passed} of ${checks.length} passed, ${skipped} skipped, in ${seconds(startedAt)} s`);
// Whatever a check that ran into its limit still waits for, this is the end.
process.exit(passed + skipped === checks.length && checks.length > 0 && aiderEnd !== 'failed' ? 0 : 1);

/** Aider is not on npm; it runs only where somebody has it. */
async function aiderIfThere(binary: string): Promise<End> {
  if (binary === '') {
    print('NOT AVAILABLE: aider is read, not run; PITBOSS_REAL_AIDER=/path/to/aider runs it');
    return 'skipped';
  }
  const problem = await checkAider(binary).then(
    () => null,
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );
  print(`${problem === null ? 'ok    ' : 'FAILED'} aider, one dispatch${problem === null ? '' : `\n${problem}`}`);
  return problem === null ? 'passed' : 'failed';
}

async function allOf(all: readonly Check[]): Promise<readonly End[]> {
  const waiting = [...all];
  const ends: End[] = [];
  const lane = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      ends.push(await endOf(next));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
  return ends;
}

async function endOf({ cli, name, run }: Check): Promise<End> {
  const binary = binaries.get(cli);
  if (binary === undefined) {
    return 'skipped';
  }
  const begun = performance.now();
  const problem = await Promise.race([
    run(binary).then(
      () => null,
      (error: unknown) => (error instanceof Error ? error.message : String(error)),
    ),
    limit(),
  ]);
  print(`${problem === null ? 'ok    ' : 'FAILED'} ${cli} ${name} (${seconds(begun)} s)`);
  if (problem !== null) {
    print(problem);
  }
  return problem === null ? 'passed' : 'failed';
}

function limit(): Promise<string> {
  return new Promise((resolve) => {
    setTimeout(() => resolve(`did not end within ${CHECK_MS / 1000} s`), CHECK_MS).unref();
  });
}
