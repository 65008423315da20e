import type { Config } from '../../../config/config.js';
import type { GrindMaterial } from '../../../grind/rotation.js';
import type { Proof, SessionLanding } from '../../../land/grind/finished-session.js';
import { abortSession, landSession } from '../../../land/grind/land-session.js';
import { type StoppedSession, saveSessions } from '../../../land/grind/save-sessions.js';
import { isoNow, type LandPorts, type RunFiles, withEvent } from '../../../land/run-files.js';
import type { Tell } from '../../../report/shift-event.js';
import { haltRun } from '../../../run/advance.js';
import type { Wait } from '../../../run/outages/patience.js';
import type { InterruptReason } from '../../../run/progress.js';
import type { Halt, Order, RunRecord } from '../../../run/record.js';
import type { DetachedEnd } from './detached-end.js';

export interface WaveInput {
  readonly land: LandPorts;
  readonly config: Config;
  readonly material: GrindMaterial;
  readonly tell: Tell;
  /** Aborted when the shift must stop; its reason is an InterruptReason. */
  readonly signal: AbortSignal;
  /** Works one session off in a folder of its own. */
  readonly work: (order: Order, signal: AbortSignal) => Promise<DetachedEnd>;
  /** How a session's merged tree is looked at once more; undefined where nothing is to be proved. */
  readonly prove: (end: DetachedEnd) => ((commit: string) => Promise<Proof>) | undefined;
  /** Takes up what people told the run meanwhile, before the next session lands. */
  readonly steer: (record: RunRecord) => RunRecord;
  /** Told after each session that ended. */
  readonly landed: (files: RunFiles) => Promise<void>;
}

export type WaveEnd =
  /** Every session of the wave has ended, or waits for its second time. */
  | { readonly kind: 'landed'; readonly files: RunFiles }
  | { readonly kind: 'halted'; readonly files: RunFiles }
  | { readonly kind: 'interrupted'; readonly files: RunFiles; readonly reason: InterruptReason; readonly wait?: Wait }
  | { readonly kind: 'lost'; readonly reason: string };

/**
 * Sessions side by side: all of them work at once, each in a folder of its own, and are landed in the order of their numbers as they
 * become complete, so that who was faster changes nothing. Those that were stopped are kept together, in one push.
 */
export async function carryWave(input: WaveInput, files: RunFiles, orders: readonly Order[]): Promise<WaveEnd> {
  const stop = stopWith(input.signal);
  const running = orders.map(async (order) => {
    const end = await input.work(order, stop.signal);
    if (end.result.kind === 'refusal') {
      // What concerns the whole run concerns the others too; each of them is kept where it stands.
      stop.abort('deadline');
    }
    return end;
  });
  for (const each of running) {
    // One that breaks down stops the others at once, although its turn to be landed has not come.
    each.catch(() => stop.abort('deadline'));
  }
  try {
    return await landInOrder(input, files, running, stop);
  } finally {
    stop.abort('deadline');
    await Promise.allSettled(running);
  }
}

interface Standing {
  readonly files: RunFiles;
  readonly stopped: readonly DetachedEnd[];
  readonly halt: Halt | null;
}

async function landInOrder(
  input: WaveInput,
  files: RunFiles,
  running: readonly Promise<DetachedEnd>[],
  stop: AbortController,
): Promise<WaveEnd> {
  let at: Standing = { files, stopped: [], halt: null };
  for (const each of running) {
    const end = await each;
    if (input.signal.reason === 'lease_lost') {
      return { kind: 'lost', reason: 'another shift took the run over' };
    }
    const next = await afterEnd(input, at, end);
    if ('kind' in next) {
      return next;
    }
    at = next;
    if (at.halt !== null) {
      stop.abort('deadline');
    }
  }
  return ended(input, at);
}

/** The wave with one more session in it that came to its end. */
async function afterEnd(input: WaveInput, at: Standing, end: DetachedEnd): Promise<Standing | WaveEnd> {
  const stopped = { ...at, stopped: [...at.stopped, end] };
  if (end.result.kind === 'refusal') {
    return { ...stopped, halt: at.halt ?? end.result.halt };
  }
  if (at.halt !== null || input.signal.reason === 'signal') {
    return stopped;
  }
  const landing = await landEnd(input, at.files, end);
  switch (landing.kind) {
    case 'landed':
    case 'again':
      await input.landed(landing.files);
      return { ...at, files: landing.files };
    case 'stopped':
      return stopped;
    case 'refused':
      return { ...stopped, halt: landing.halt };
    case 'lost':
      return landing;
    case 'unreachable':
      return { kind: 'lost', reason: `the remote could not be reached: ${landing.message}` };
  }
}

/** One that ended by itself is landed; one that a fold stopped is over as well. */
async function landEnd(
  { land, config, material, prove, steer, signal }: WaveInput,
  files: RunFiles,
  end: DetachedEnd,
): Promise<SessionLanding> {
  const { result, order, dir, seedPad, promptSha256, snapshot, judged } = end;
  const before = { ...files, record: steer(files.record) };
  const over = { before, order, progress: result.progress, promptSha256, seedPad, dir: dir ?? '', config, material };
  if (result.kind !== 'session') {
    return signal.reason === 'fold' && dir !== null ? abortSession(land, over) : { kind: 'stopped' };
  }
  const proof = prove(end);
  return landSession(land, {
    ...over,
    outcome: result.outcome,
    ...(snapshot === undefined ? {} : { snapshot }),
    ...(judged === undefined ? {} : { judged }),
    ...(proof === undefined ? {} : { prove: proof }),
  });
}

async function ended(input: WaveInput, { files, stopped, halt }: Standing): Promise<WaveEnd> {
  if (stopped.length === 0) {
    const folded = input.signal.reason === 'fold';
    return folded ? { kind: 'interrupted', files, reason: 'fold' } : { kind: 'landed', files };
  }
  const now = isoNow(input.land.clock);
  const saved = await saveSessions(
    input.land,
    { before: files, config: input.config },
    stopped.map(asStopped),
    (kept) => (halt === null ? kept : halted(kept, halt, now)),
  );
  for (const unit of saved.treeless) {
    input.tell({ kind: 'warning', message: `the tree of ${unit} was not kept; the session begins again` });
  }
  if (saved.outcome.kind !== 'written') {
    return { kind: 'lost', reason: `the sessions could not be saved (${saved.outcome.kind})` };
  }
  return halt === null ? whyStopped(input, saved.files, stopped) : { kind: 'halted', files: saved.files };
}

function asStopped({ order, result: { progress }, dir }: DetachedEnd): StoppedSession {
  return { order, progress, dir };
}

function halted(files: RunFiles, halt: Halt, now: string): RunFiles {
  const step = haltRun(files.record, halt, now);
  return step.ok ? withEvent({ ...files, record: step.value }, now, { event: 'halted', code: halt.code }) : files;
}

const REASONS: readonly InterruptReason[] = ['deadline', 'signal', 'fold', 'lease_lost'];

/** Where the shift itself goes on, what stopped the sessions: money that is to be set aside anew, or an agent that cannot work now. */
function whyStopped({ signal }: WaveInput, files: RunFiles, stopped: readonly DetachedEnd[]): WaveEnd {
  if (signal.aborted) {
    const reason = REASONS.find((each) => each === signal.reason) ?? 'signal';
    return { kind: 'interrupted', files, reason };
  }
  if (stopped.some(({ result }) => result.kind === 'interruption' && result.reason === 'signal')) {
    // On a machine of its own a person, or the machine, ended it; the run does not start itself again then.
    return { kind: 'interrupted', files, reason: 'signal' };
  }
  const waits = stopped.flatMap(({ result }) =>
    result.kind === 'interruption' && result.wait !== undefined ? [result.wait] : [],
  );
  const [longest] = waits.toSorted((a, b) => Date.parse(b.until) - Date.parse(a.until));
  if (longest !== undefined) {
    return { kind: 'interrupted', files, reason: 'parked', wait: longest };
  }
  const idle = stopped.some(({ result }) => result.progress.dispatches === 0);
  return idle ? { kind: 'interrupted', files, reason: 'unsaved' } : { kind: 'landed', files };
}

/** A controller that stops with the shift, and can stop before it. */
function stopWith(signal: AbortSignal): AbortController {
  const own = new AbortController();
  const stop = (): void => own.abort(signal.reason);
  signal.addEventListener('abort', stop, { once: true });
  own.signal.addEventListener('abort', () => signal.removeEventListener('abort', stop), { once: true });
  if (signal.aborted) {
    stop();
  }
  return own;
}
