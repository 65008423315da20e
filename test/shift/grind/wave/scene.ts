import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Config, DEFAULT_CONFIG } from '../../../../src/config/config.js';
import { type PromptMeta, promptMetaSchema } from '../../../../src/grind/prompt.js';
import { defaultRotation, type GrindMaterial } from '../../../../src/grind/rotation.js';
import { type LandPorts, type RunFiles, writeRun } from '../../../../src/land/run-files.js';
import { gitLedger } from '../../../../src/ledger/git-store.js';
import { claim } from '../../../../src/run/advance.js';
import { type Decision, decide } from '../../../../src/run/decide.js';
import type { SessionOutcome } from '../../../../src/run/grind/session-outcome.js';
import { GRIND_BRANCH_PREFIX, startGrind } from '../../../../src/run/grind/start-grind.js';
import { NO_PLAN } from '../../../../src/run/planning/planning.js';
import type { UnitProgress } from '../../../../src/run/progress.js';
import type { Order } from '../../../../src/run/record.js';
import type { DetachedEnd } from '../../../../src/shift/grind/wave/detached-end.js';
import { BOT, git, type Scene, scene, write } from '../../../git/support.js';
import { LEDGER, tickingClock } from '../../../land/support.js';
import { lease, NOW, progress, RUN, record, spent } from '../../../run/samples.js';

export const BRANCH = `refs/heads/${GRIND_BRANCH_PREFIX}${RUN}`;

export function prompts(metas: Readonly<Record<string, Partial<PromptMeta>>>): GrindMaterial {
  const all = Object.entries(metas).map(([name, meta]) => ({
    ...promptMetaSchema.parse({ name, description: name, parallel_safe: true, ...meta }),
    body: `Do ${name}.\n`,
    source: 'project' as const,
    path: `.pitboss/grind/prompts/${name}.md`,
    sha256: '0'.repeat(64),
  }));
  return { prompts: all, rotation: defaultRotation(all) };
}

export function parallel(most: number, change: (config: Config) => Config = (same) => same): Config {
  return change({ ...DEFAULT_CONFIG, grind: { ...DEFAULT_CONFIG.grind, max_parallel: most } });
}

export interface WaveScene extends Scene {
  readonly land: LandPorts;
  readonly config: Config;
  readonly material: GrindMaterial;
  readonly files: RunFiles;
  decide(files: RunFiles): Decision;
  /** A folder with an order's base in it, and these files written over it. */
  tree(order: Order, edits: Readonly<Record<string, string>>): Promise<string>;
  remoteGit(...args: string[]): string;
  /** Names of all refs of the remote. */
  refs(): readonly string[];
}

/** A grind run that was claimed just now, its branch at the base. */
export async function waveScene(
  base: Readonly<Record<string, string>>,
  material: GrindMaterial,
  config: Config,
  secrets: readonly string[] = [],
): Promise<WaveScene> {
  const world = scene(base);
  const repository = await world.open();
  const clock = tickingClock();
  const ledger = gitLedger({ repository, ref: LEDGER, identity: BOT, clock, random: () => 0.5 });
  const land: LandPorts = { repository, ledger, identity: BOT, clock, secrets, observe: () => {} };
  await repository.fetch([world.base]);
  const held = lease('n0');
  const fresh = record({
    kind: 'grind',
    branch: `${GRIND_BRANCH_PREFIX}${RUN}`,
    base: { ref: 'main', sha: world.base },
    head_sha: world.base,
    grind: startGrind({ rotation: null, budgets: {}, carry: false }, material, null),
  });
  const step = claim(fresh, held, NOW);
  const files: RunFiles = {
    record: step.ok ? step.value : fresh,
    planText: '',
    deferredText: '',
    events: '',
    grind: { sessions: [], scratchpad: '' },
  };
  const written = await writeRun(land, files, {
    message: 'claimed',
    alongside: [{ ref: BRANCH, from: null, to: world.base }],
    lease: held,
  });
  return {
    ...world,
    ...{ land, config, material },
    files: written.kind === 'written' ? written.files : files,
    decide: (now) => decide({ record: now.record, plan: NO_PLAN, deferredText: '', config, grind: material, now: NOW }),
    tree: async (order, edits) => {
      const dir = join(world.root, 'work', order.nonce);
      await repository.checkout(order.base, dir, 'work');
      write(dir, edits);
      return dir;
    },
    remoteGit: (...args) => git(world.remote, ...args),
    refs: () => git(world.remote, 'for-each-ref', '--format=%(refname)').split('\n'),
  };
}

const OK: SessionOutcome = { status: 'ok', summary: 'done', code: null, metric: null, hooks: [], scratchpad: '' };

/** A session that ended by itself. */
export function endOf(
  order: Order,
  dir: string,
  change: { readonly outcome?: Partial<SessionOutcome>; readonly progress?: Partial<UnitProgress> } = {},
): DetachedEnd {
  return {
    ...{ order, dir, seedPad: '', promptSha256: '0'.repeat(64) },
    result: {
      kind: 'session',
      progress: progress({ dispatches: 1, usage: spent(1), ...change.progress }),
      outcome: { ...OK, ...change.outcome },
    },
  };
}

export function fileIn(dir: string, path: string): string | null {
  return existsSync(join(dir, path)) ? readFileSync(join(dir, path), 'utf8') : null;
}
