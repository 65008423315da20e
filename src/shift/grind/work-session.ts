import { changedFiles } from '../../land/changed-files.js';
import type { RunFiles } from '../../land/run-files.js';
import { sessionsMarkdown } from '../../report/grind/sessions-md.js';
import { onlyBase } from '../../run/branch/moved-base.js';
import { NO_PLAN } from '../../run/planning/planning.js';
import type { WorkResult } from '../../run/progress.js';
import type { Order } from '../../run/record.js';
import { groundOf } from '../../run/units/ground.js';
import type { SessionSubject } from '../../run/units/subject.js';
import { accountOf } from '../../run/units/unit-name.js';
import { carryOutSession } from '../../work/grind/carry-out-session.js';
import { HOOK_VARIABLES } from '../../work/grind/hooks/hook-environment.js';
import type { SessionFacts } from '../../work/grind/session-facts.js';
import type { TreeMemory } from '../checkout/tree-memory.js';
import { treeView } from '../checkout/tree-view.js';
import { barred } from '../money/set-aside.js';
import { outagePorts } from '../unit/outages.js';
import { notedBefore } from '../unit-cycle.js';
import type { UnitKeeper } from '../unit-keeper.js';
import type { Sealing } from './sealing.js';
import type { SessionInput } from './session-cycle.js';
import type { Skips } from './skip-signals.js';

export interface WorkingSession {
  readonly files: RunFiles;
  readonly order: Order;
  readonly subject: SessionSubject;
  /** Keeps it on its way, and sets money aside for its next dispatch. */
  readonly keeper: Pick<UnitKeeper, 'save' | 'setAside'>;
  readonly memory: TreeMemory;
  readonly seal: Pick<Sealing, 'seal'>;
  readonly skips: Pick<Skips, 'signal'>;
}

/** Has a session carried out in its checkout. */
export function workSession(input: SessionInput, working: WorkingSession): Promise<WorkResult> {
  const { ports, land, request, config, agents } = input;
  const { files, order, subject, keeper, memory } = working;
  const { record } = files;
  const ground = groundOf(record, order);
  const tree = treeView({ repository: land.repository, base: ground, noted: notedBefore(order), memory });
  return carryOutSession(
    {
      order,
      subject,
      planText: '',
      deferredText: '',
      base: {
        baseline: record.baseline ?? null,
        failing: record.baseline_failures,
        untouched: onlyBase(record),
      },
      attemptsBefore: record.attempts[accountOf(order.unit)] ?? 0,
      sweep: { after: null, attempts: {}, deferredBefore: '', audit: false, maxItems: null },
      grind: factsOf(input, files, working.skips),
      notes: record.notes ?? [],
      config,
      prompts: input.prompts,
      dir: request.dirs.tree,
      scratchDir: request.dirs.scratch,
      logDir: request.dirs.logs,
    },
    {
      run: memory.run,
      clock: land.clock,
      tell: ports.tell,
      agentFor: (role) => agents.forRole(role),
      agentEnv: ports.agentEnv,
      plainEnv: ports.plainEnv,
      treeChanged: () => tree.changed(),
      review: tree,
      files: () => tree.files(),
      noteTree: () => tree.note(),
      changedFiles: async () => {
        const taken = await memory.read();
        return taken.ok ? changedFiles(land.repository, ground, taken.value) : { files: [], unread: [] };
      },
      sealTree: () => working.seal.seal(),
      save: (progress, options) => keeper.save(progress, options),
      newNotes: input.newNotes,
      barred: (progress) => barred(land, record, order.unit, progress),
      setAside: (progress) => keeper.setAside(progress),
      outages: outagePorts({ ...input, clock: land.clock }, files, NO_PLAN),
      signal: input.watch.signal,
    },
  );
}

function factsOf(
  { ports, config, material }: SessionInput,
  files: RunFiles,
  skips: Pick<Skips, 'signal'>,
): SessionFacts {
  const { hooks } = material.rotation;
  return {
    runId: files.record.run_id,
    rotation: material.rotation.name,
    sessionLog: sessionsMarkdown(files.grind?.sessions ?? []),
    scratchpad: files.grind?.scratchpad ?? '',
    hooks: { ...config.grind.hooks, ...hooks },
    hookEnv: { ...ports.plainEnv, ...ports.variables?.([...HOOK_VARIABLES, ...config.grind.hook_env_passthrough]) },
    skip: skips.signal,
  };
}
