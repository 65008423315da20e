import { join } from 'node:path';
import type { Clock } from '../../src/base/clock.js';
import { type Config, DEFAULT_CONFIG } from '../../src/config/config.js';
import type { OpenedRepository } from '../../src/git/trusted-repository.js';
import type { FinishedUnit } from '../../src/land/land-unit.js';
import { type LandPorts, type RunFiles, writeRun } from '../../src/land/run-files.js';
import { gitLedger } from '../../src/ledger/git-store.js';
import { claim, issue } from '../../src/run/advance.js';
import { decide } from '../../src/run/decide.js';
import type { UnitProgress } from '../../src/run/progress.js';
import type { Order } from '../../src/run/record.js';
import { subjectOf } from '../../src/run/units/subject.js';
import { BOT, git, type Scene, scene } from '../git/support.js';
import { lease, NOW, planOf, planText, progress, record } from '../run/samples.js';

export const LEDGER = 'refs/heads/pitboss/ledger';

/** A clock that goes on by a second each time somebody looks, and never waits. */
export function tickingClock(): Clock {
  let now = Date.parse(NOW);
  return {
    now: () => {
      now += 1000;
      return now;
    },
    sleep: async () => {},
  };
}

export interface LandScene extends Scene {
  readonly repository: OpenedRepository;
  readonly ports: LandPorts;
  readonly dir: string;
  readonly files: RunFiles;
  /** A finished unit for the order in `files`, as `work` would hand it over. */
  unit(change?: { files?: RunFiles; progress?: Partial<UnitProgress>; config?: Config }): FinishedUnit & {
    readonly bundleFile: string;
  };
  /** Output of git in the remote. */
  remoteGit(...args: string[]): string;
  tip(ref: string): string | null;
}

/** A run of two phases that this shift has claimed, its branch pushed, phase 01 checked out. */
export async function landScene(
  options: { base?: Record<string, string>; secrets?: string[] } = {},
): Promise<LandScene> {
  const world = scene(options.base ?? { 'a.txt': 'one\n' });
  const repository = await world.open();
  const clock = tickingClock();
  const ports: LandPorts = {
    repository,
    ledger: gitLedger({ repository, ref: LEDGER, identity: BOT, clock, random: () => 0.5 }),
    identity: BOT,
    clock,
    secrets: options.secrets ?? [],
    observe: () => {},
  };
  const files = await claimed(ports, world.base);
  const dir = join(world.root, 'tree');
  await repository.checkout(world.base, dir, files.record.branch);
  return {
    ...world,
    repository,
    ports,
    dir,
    files,
    unit: (change = {}) => ({
      ...finishedUnit(change.files ?? files, dir, change),
      bundleFile: join(world.root, 'unit.bundle'),
    }),
    remoteGit: (...args) => git(world.remote, ...args),
    tip: (ref) => {
      const found = git(world.remote, 'for-each-ref', '--format=%(objectname)', ref);
      return found === '' ? null : found;
    },
  };
}

async function claimed(ports: LandPorts, base: string): Promise<RunFiles> {
  await ports.repository.fetch([base]);
  const held = lease('n0');
  const step = claim(record({ base: { ref: 'main', sha: base }, head_sha: base }), held, NOW);
  const text = planText(2);
  const running = step.ok ? step.value : record();
  const decision = decide({ record: running, plan: planOf(text), deferredText: '', config: DEFAULT_CONFIG, now: NOW });
  const files: RunFiles = {
    record: decision.kind === 'work' ? issue(running, decision.order) : running,
    planText: text,
    deferredText: '',
    events: '',
  };
  const branch = `refs/heads/${files.record.branch}`;
  await writeRun(ports, files, { message: 'claimed', alongside: [{ ref: branch, from: null, to: base }], lease: held });
  return files;
}

export function orderOf(files: RunFiles): Order {
  const [order] = Object.values(files.record.orders);
  if (order === undefined) {
    throw new TypeError('no order');
  }
  return order;
}

function finishedUnit(
  files: RunFiles,
  dir: string,
  change: { progress?: Partial<UnitProgress>; config?: Config },
): FinishedUnit {
  const plan = planOf(files.planText);
  const subject = subjectOf(plan, orderOf(files).unit);
  if (subject === null) {
    throw new TypeError('no subject');
  }
  return {
    before: files,
    order: orderOf(files),
    progress: progress({ dispatches: 1, ...change.progress }),
    plan,
    subject,
    dir,
    config: change.config ?? DEFAULT_CONFIG,
  };
}
