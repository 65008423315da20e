import { isoNow, type RunFiles } from '../../../land/run-files.js';
import { NO_PLAN } from '../../../run/planning/planning.js';
import type { Order } from '../../../run/record.js';
import type { CycleEnd } from '../../unit/cycle-end.js';
import { afterwards, type SessionInput } from '../session-cycle.js';
import { carryWave, type WaveInput } from './carry-wave.js';
import { removeClones } from './clones.js';
import type { DetachedEnd } from './detached-end.js';
import { detachedSession } from './detached-session.js';
import { handOut } from './hand-out.js';
import { proveMerged } from './prove-merged.js';

/** Carries out sessions that were handed out together, all at once, in clones beside the run's own checkout; the clones go with the wave. */
export async function waveCycle(input: SessionInput, files: RunFiles, orders: readonly Order[]): Promise<CycleEnd> {
  const out = await handOut(input.land, files);
  if (out.kind === 'not') {
    return { kind: 'lost', reason: `the sessions could not be handed out (${out.outcome.kind})` };
  }
  const work = (order: Order, signal: AbortSignal) => detachedSession(input, out.files, order, signal);
  return inClones(input, () => carryWave(waveInput(input, out.files, work), out.files, orders));
}

/** Lands a wave with its clones beside the run's own checkout, and removes them whatever came of it. */
export async function inClones(
  { land, request }: Pick<SessionInput, 'land' | 'request'>,
  carry: () => ReturnType<typeof carryWave>,
): Promise<CycleEnd> {
  await removeClones(land.repository.gitDir, request.dirs);
  try {
    const end = await carry();
    return end.kind === 'landed' ? { ...end, plan: NO_PLAN, treeStands: false } : end;
  } finally {
    await removeClones(land.repository.gitDir, request.dirs);
  }
}

/** What it takes to land sessions; no agent does. */
export type LandingInput = Pick<
  SessionInput,
  'land' | 'config' | 'material' | 'ports' | 'request' | 'watch' | 'show' | 'steer'
>;

/** What landing a wave needs, whoever worked its sessions off. */
export function waveInput(input: LandingInput, before: RunFiles, work: WaveInput['work']): WaveInput {
  const { land, config, material, ports, watch, show } = input;
  const began = land.clock.now();
  let shown = before;
  return {
    ...{ land, config, material, work },
    tell: ports.tell,
    signal: watch.signal,
    steer: (record) => input.steer(record, isoNow(land.clock)),
    prove: (end) => (verified(input, end) ? (commit) => proveMerged(proving(input, shown, end), commit) : undefined),
    landed: async (files) => {
      await afterwards(input, { before: shown, files, seconds: (land.clock.now() - began) / 1000 });
      shown = files;
      await show.show(files, NO_PLAN, 'progress');
    },
  };
}

function verified({ material }: LandingInput, { order }: DetachedEnd): boolean {
  return order.session?.verify ?? material.prompts.some(({ name, verify }) => verify && name === order.session?.prompt);
}

function proving({ land, config, ports, request, watch }: LandingInput, { record }: RunFiles, { order }: DetachedEnd) {
  const { run, tell, plainEnv: env } = ports;
  return { land, config, record, order, dirs: request.dirs, run, env, tell, signal: watch.signal };
}
