import { join } from 'node:path';
import type { OpenedRepository } from '../../../src/git/trusted-repository.js';
import type { GrindMaterial } from '../../../src/grind/rotation.js';
import type { FinishedSession } from '../../../src/land/grind/finished-session.js';
import { type LandPorts, type RunFiles, writeRun } from '../../../src/land/run-files.js';
import { gitLedger } from '../../../src/ledger/git-store.js';
import { issued } from '../../../src/run/advance.js';
import type { SessionOutcome } from '../../../src/run/grind/session-outcome.js';
import type { UnitProgress } from '../../../src/run/progress.js';
import { type Order, type RunRecord, runRecordSchema } from '../../../src/run/record.js';
import { BOT, git, type Scene, scene, write } from '../../git/support.js';
import { material, prompt } from '../../grind/samples.js';
import { decided, grinding, startedRun } from '../../run/grind/runs.js';
import { lease, progress, RUN, spent } from '../../run/samples.js';
import { LEDGER, tickingClock } from '../support.js';

export const BRANCH = `refs/heads/pitboss/grind/${RUN}`;
export const SECRET = 'sk-test-0123456789abcdef';

export interface SessionScene extends Scene {
  readonly repository: OpenedRepository;
  readonly ports: LandPorts;
  readonly material: GrindMaterial;
  /** The files of the run as the shift holds them once the wave is handed out. */
  readonly files: RunFiles;
  /** A session of the run, over and done with, in a checkout of its own that holds these files beside the base's. */
  session(seq: number, left: Readonly<Record<string, string>>, change?: SessionChange): Promise<FinishedSession>;
  remoteGit(...args: string[]): string;
  tip(ref: string): string | null;
  /** A file of the run on the ledger. */
  stored(name: string): string;
  storedRecord(): RunRecord;
}

interface SessionChange extends Partial<Omit<FinishedSession, 'outcome' | 'progress'>> {
  readonly outcome?: Partial<SessionOutcome>;
  readonly progress?: Partial<UnitProgress>;
}

/** A grind run whose first wave of `beside` sessions is handed out, its branch pushed. */
export async function sessionScene(beside: number): Promise<SessionScene> {
  const world = scene({ 'a.txt': 'one\n', 'shared.txt': 'base\n' });
  const repository = await world.open();
  const clock = tickingClock();
  const ports: LandPorts = {
    repository,
    ledger: gitLedger({ repository, ref: LEDGER, identity: BOT, clock, random: () => 0.5 }),
    identity: BOT,
    clock,
    secrets: [SECRET],
    observe: () => {},
  };
  const set = material(
    ['docs', 'lint', 'speed'].map((name) => prompt(name, { parallel_safe: true })),
    { max_parallel: beside },
  );
  const config = grinding({});
  const files = await handedOut(ports, set, world.base);
  const remoteGit = (...args: string[]) => git(world.remote, ...args);
  const stored = (name: string) => remoteGit('show', `${LEDGER}:runs/${RUN}/${name}`);
  return {
    ...world,
    repository,
    ports,
    material: set,
    files,
    remoteGit,
    stored,
    storedRecord: () => runRecordSchema.parse(JSON.parse(stored('run.json'))),
    tip: (ref) => git(world.remote, 'for-each-ref', '--format=%(objectname)', ref) || null,
    async session(seq, left, change = {}) {
      const before = change.before ?? files;
      const order = change.order ?? orderOf(before.record, seq);
      const dir = join(world.root, `tree-${order.nonce}`);
      await repository.checkout(order.base, dir, before.record.branch);
      write(dir, left);
      return {
        order,
        promptSha256: 'f'.repeat(64),
        seedPad: before.grind?.scratchpad ?? '',
        dir,
        config,
        material: set,
        ...change,
        before,
        progress: progress({ usage: spent(0.5), dispatches: 1, ...change.progress }),
        outcome: { ...OK, ...change.outcome },
      };
    },
  };
}

const OK: SessionOutcome = {
  status: 'ok',
  summary: 'Did it.',
  code: null,
  metric: null,
  hooks: [],
  scratchpad: '',
};

/** The order of a session by its number. */
export function orderOf({ orders }: RunRecord, seq: number): Order {
  const order = Object.values(orders).find(({ session }) => session?.seq === seq);
  if (order === undefined) {
    throw new TypeError(`session ${seq} has no order`);
  }
  return order;
}

async function handedOut(ports: LandPorts, set: GrindMaterial, base: string): Promise<RunFiles> {
  await ports.repository.fetch([base]);
  const fields = { base: { ref: 'main', sha: base }, head_sha: base };
  const run = startedRun(set, { fields, request: { carry: true } });
  const record = issued(run, decided(run, set, { config: grinding({}) }));
  const files: RunFiles = {
    record,
    planText: '',
    deferredText: '',
    events: '',
    grind: { sessions: [], scratchpad: '' },
  };
  await writeRun(ports, files, {
    message: 'claimed',
    alongside: [{ ref: `refs/heads/${record.branch}`, from: null, to: base }],
    lease: lease('n0'),
  });
  return files;
}
