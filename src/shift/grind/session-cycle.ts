import type { GrindMaterial } from '../../grind/rotation.js';
import type { FinishedSession } from '../../land/grind/finished-session.js';
import { abortSession, landSession } from '../../land/grind/land-session.js';
import { isoNow, type RunFiles } from '../../land/run-files.js';
import { halts } from '../../run/halts.js';
import { NO_PLAN } from '../../run/planning/planning.js';
import type { UnitProgress, WorkResult } from '../../run/progress.js';
import type { Order } from '../../run/record.js';
import { type SessionSubject, sessionSubjectOf } from '../../run/units/subject.js';
import { takeUp } from '../checkout/take-up.js';
import type { TreeMemory } from '../checkout/tree-memory.js';
import type { CycleEnd } from '../unit/cycle-end.js';
import { halted, keepHalted, keepInterrupted, withHalt } from '../unit/kept-end.js';
import type { CycleInput } from '../unit-cycle.js';
import type { UnitKeeper } from '../unit-keeper.js';
import { killLate } from '../watch.js';
import { type Sealed, sealing } from './sealing.js';
import type { Steer } from './steering.js';
import { tellEnded, tellStarted } from './tell-session.js';
import { dropTranscripts, writeSessionLog } from './transcripts.js';
import { workSession } from './work-session.js';

export interface SessionInput extends CycleInput {
  readonly material: GrindMaterial;
  /** Takes up what people told the run meanwhile. */
  readonly steer: Steer;
}

/** Works one session off in the run's own checkout: like a phase it is kept on its way, and its end lands whatever came of it. */
export async function sessionCycle(input: SessionInput, files: RunFiles, order: Order): Promise<CycleEnd> {
  const subject = sessionSubjectOf(input.material.prompts, order.unit);
  if (subject === null) {
    return halted(input, files, halts.internal(`The rotation has no prompt for ${order.unit}.`));
  }
  const taken = await takeUp(input, files, order);
  if (taken.kind === 'lost') {
    return taken;
  }
  const { restored, keeper, memory } = taken;
  const started = input.land.clock.now();
  tellStarted(input.ports.tell, restored.order);
  const skips = input.watch.skips(restored.order.session?.started_at ?? isoNow(input.land.clock));
  const seal = sealing(input, memory);
  const done = new AbortController();
  void killLate(input.ports, input.land.clock, order.nonce, done.signal);
  try {
    const { order: begun, files: before } = restored;
    const result = await workSession(input, { files: before, order: begun, subject, keeper, memory, seal, skips });
    const end = await settle(input, { files: before, begun, subject, keeper, memory, sealed: seal.tree(), result });
    if (end.kind === 'landed' || end.kind === 'interrupted') {
      await afterwards(input, { before: files, files: end.files, seconds: (input.land.clock.now() - started) / 1000 });
    }
    return end;
  } finally {
    skips.done();
    done.abort();
  }
}

interface Settling {
  readonly files: RunFiles;
  /** The order as this shift took it up. */
  readonly begun: Order;
  readonly subject: SessionSubject;
  readonly keeper: UnitKeeper;
  readonly memory: TreeMemory;
  readonly sealed: Sealed | null;
  readonly result: WorkResult;
}

async function settle(input: SessionInput, settling: Settling): Promise<CycleEnd> {
  const { keeper, result, files } = settling;
  switch (result.kind) {
    case 'session':
      return land(input, settling, { ...over(input, settling, result.progress), outcome: result.outcome });
    case 'refusal':
      return stopped(input, settling, result);
    case 'interruption':
      return result.reason === 'fold' ? aborted(input, settling, result.progress) : keepInterrupted(keeper, result);
    case 'tree':
      return halted(input, files, halts.internal(`${settling.begun.unit} came back as if it were no session.`));
  }
}

function stopped(
  input: SessionInput,
  { keeper }: Pick<Settling, 'keeper'>,
  { progress, halt }: Pick<Extract<WorkResult, { kind: 'refusal' }>, 'progress' | 'halt'>,
): Promise<CycleEnd> {
  return keepHalted(keeper, progress, { change: (files) => withHalt(input, files, halt) });
}

type Over = Omit<FinishedSession, 'outcome' | 'prove'>;

/** What landing takes of a session. What people told the run meanwhile is taken up with it, so that the next orders know. */
function over(input: SessionInput, { files, begun, subject, keeper }: Settling, progress: UnitProgress): Over {
  const record = input.steer(files.record, isoNow(input.land.clock));
  return {
    before: { ...files, record },
    // Progress counts from where this shift took the session up, so what was settled must be that moment's too.
    order: { ...keeper.order(), settled_usd: begun.settled_usd },
    progress,
    promptSha256: subject.prompt.sha256,
    seedPad: files.grind?.scratchpad ?? '',
    dir: input.request.dirs.tree,
    config: input.config,
    material: input.material,
  };
}

async function land(input: SessionInput, settling: Settling, session: FinishedSession): Promise<CycleEnd> {
  const { memory, sealed } = settling;
  const known = memory.known();
  const tree = sealed ?? (known === null ? {} : { snapshot: known });
  const landing = await landSession(input.land, { ...session, ...tree });
  switch (landing.kind) {
    case 'landed': {
      input.pacer.note();
      // A hook that ran after the tests may have left something.
      const treeStands = landing.session.status === 'ok' && memory.known() !== null;
      return { kind: 'landed', files: landing.files, plan: NO_PLAN, treeStands };
    }
    case 'again':
      input.pacer.note();
      return { kind: 'landed', files: landing.files, plan: NO_PLAN, treeStands: false };
    case 'refused':
      return stopped(input, settling, { progress: session.progress, halt: landing.halt });
    case 'stopped':
      return keepInterrupted(settling.keeper, { kind: 'interruption', reason: 'signal', progress: session.progress });
    case 'lost':
      return landing;
    case 'unreachable':
      return { kind: 'lost', reason: `the remote could not be reached: ${landing.message}` };
  }
}

/** The run is folded while the session is at work: it is over, its tree is kept, and the caller folds the run. */
async function aborted(input: SessionInput, settling: Settling, progress: UnitProgress): Promise<CycleEnd> {
  const landing = await abortSession(input.land, over(input, settling, progress));
  switch (landing.kind) {
    case 'landed':
      return { kind: 'interrupted', files: landing.files, reason: 'fold' };
    case 'lost':
      return landing;
    default:
      return keepInterrupted(settling.keeper, { kind: 'interruption', reason: 'fold', progress });
  }
}

export interface Afterwards {
  readonly before: RunFiles;
  readonly files: RunFiles;
  readonly seconds: number;
}

/** Tells a session that ended, and keeps what people read among the transcripts as it is now. */
export async function afterwards(
  { ports, request, config }: Pick<SessionInput, 'ports' | 'request' | 'config'>,
  after: Afterwards,
): Promise<void> {
  const known = new Set(after.before.grind?.sessions.map(({ seq }) => seq));
  const ended = (after.files.grind?.sessions ?? []).filter(({ seq }) => !known.has(seq));
  for (const session of ended) {
    tellEnded(ports.tell, session, after.seconds);
    await dropTranscripts(request.dirs.logs, session, config);
  }
  if (ended.length > 0) {
    await writeSessionLog(request.dirs.logs, after.files);
  }
}
