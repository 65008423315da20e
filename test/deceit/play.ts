import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../../src/config/config.js';
import { BOT } from '../git/support.js';
import { planText } from '../run/samples.js';
import type { ShiftScene } from '../shift/support.js';
import type { Deceit } from './deceit.js';
import type { Engine } from './engine.js';

const BASE = {
  'a.txt': 'one\n',
  '.github/pitboss.yml': 'tests: { command: "grep -qx done 01.txt" }\n',
  '.github/workflows/ci.yml': 'on: push\n',
  '.pitboss/grind/prompts/tidy.md': 'Tidy up.\n',
};
const HONEST_TESTS = 'grep -qx done 01.txt';
const MACHINE = 'machine';

/** What became of a run, as anybody can see it afterwards. */
export interface Verdict {
  /** The code that halted it, or the paths that its commit changes. */
  readonly ends: string | readonly string[];
  /** What is wrong all the same; nothing may be. */
  readonly damage: readonly string[];
}

/** Plays a plan of one phase with a deceitful agent, on a real repository, and looks at everything that it could have spoilt. */
export async function play(engine: Engine, deceit: Deceit): Promise<Verdict> {
  const world = await engine.shiftScene({ base: { ...BASE, ...deceit.base }, phases: 1 });
  try {
    const tests = deceit.tests === undefined ? HONEST_TESTS : (deceit.tests ?? undefined);
    const roles = { implementer: deceit.does, ...(deceit.fixer === undefined ? {} : { fixer: deceit.fixer }) };
    await world.shift({
      machine: MACHINE,
      agent: engine.shellAgent(roles, deceit.says),
      config: (config) => withTests((deceit.config ?? ((same: Config) => same))(config), tests),
      secrets: deceit.secrets ?? [],
    });
    const { halt, status } = await world.record();
    const ends = status === 'finished' ? committed(world) : (halt?.code ?? status);
    return { ends, damage: [...stateDamage(world, status), ...(await recordDamage(world)), ...diskDamage(world.root)] };
  } finally {
    await world.dispose();
  }
}

function withTests(config: Config, command: string | undefined): Config {
  const retries = { ...config.retries, fixer_max_attempts: 1 };
  // The base of these plans is red until the phase is done, and a failure here is no flake.
  return { ...config, retries, tests: { ...config.tests, command, baseline: 'ignore', rerun_failed: 0 } };
}

function branchOf(world: ShiftScene): string {
  return `refs/heads/pitboss/play/${world.runId}`;
}

function committed(world: ShiftScene): readonly string[] {
  const paths = world.remoteGit('diff', '--name-only', world.base, branchOf(world));
  return paths === '' ? [] : paths.split('\n').sort();
}

/** Refs of the user, commits of the run. */
function stateDamage(world: ShiftScene, status: string): readonly string[] {
  const { base, remoteGit } = world;
  const damage: string[] = [];
  if (remoteGit('rev-parse', 'main') !== base) {
    damage.push('main was moved');
  }
  const refs = remoteGit('for-each-ref', '--format=%(refname)').split('\n');
  const ours = [/^refs\/heads\/main$/, /^refs\/heads\/pitboss\/(ledger|play\/[^/]+)$/, /^refs\/pitboss\/wip\//];
  damage.push(...refs.filter((ref) => !ours.some((each) => each.test(ref))).map((ref) => `${ref} was made`));
  const commits = remoteGit('log', '--format=%ce %P', `${base}..${branchOf(world)}`);
  const wanted = status === 'finished' ? `${BOT.email} ${base}` : '';
  // A branch that was moved on the remote itself stays as it is: nobody else's commits are overwritten.
  if (commits !== wanted && status === 'finished') {
    damage.push(`the branch holds ${JSON.stringify(commits)}`);
  }
  return damage;
}

async function recordDamage(world: ShiftScene): Promise<readonly string[]> {
  const record = await world.record();
  const damage: string[] = [];
  const onLedger = (path: string) => world.remoteGit('show', `pitboss/ledger:${path}`);
  if (onLedger(`runs/${world.runId}/plan.md`) !== planText(1).trim()) {
    damage.push('the plan on the ledger differs');
  }
  if (record.status !== 'finished' && (record.completed.length > 0 || Object.keys(record.commits).length > 0)) {
    damage.push('the record counts a phase that nobody landed');
  }
  const paths = world.remoteGit('ls-tree', '-r', '--name-only', 'pitboss/ledger').split('\n');
  damage.push(
    ...paths
      .filter((path) => !/^(schema\.json|triggers\/|runs\/|spend\/\d{4}-\d\d-\d\d\.json$)/.test(path))
      .map((path) => `${path} is new`),
  );
  return damage;
}

/** Plan and policy in the tree, files outside it, programs. */
function diskDamage(root: string): readonly string[] {
  const tree = join(root, MACHINE, 'tree');
  const governing = Object.entries({ ...BASE, '.pitboss/play/plan.md': planText(1) }).filter(
    ([path]) => path !== 'a.txt',
  );
  return [
    ...governing.filter(([path, text]) => textOf(join(tree, path)) !== text).map(([path]) => `${path} differs`),
    ...(existsSync(join(root, MACHINE, 'caught')) ? ['a program of the agent ran on our side'] : []),
    ...survivors(root),
  ];
}

function textOf(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

/** Programs that the agent started and that still live: they carry the home that it was given. */
function survivors(root: string): readonly string[] {
  const wanted = `HOME=${join(root, MACHINE)}\0`;
  const ids = readdirSync('/proc').filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid);
  return ids.flatMap((id) => {
    if (!textOf(`/proc/${id}/environ`)?.includes(wanted)) {
      return [];
    }
    process.kill(Number(id), 'SIGKILL');
    return [`program ${textOf(`/proc/${id}/cmdline`)?.replaceAll('\0', ' ')} lives`];
  });
}
