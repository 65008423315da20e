import { mkdir } from 'node:fs/promises';
import { isoNow, type RunFiles } from '../../../land/run-files.js';
import { trySnapshot } from '../../../land/try-snapshot.js';
import type { Tell } from '../../../report/shift-event.js';
import { halts } from '../../../run/halts.js';
import { leftTokens } from '../../../run/money/allowance.js';
import type { Order } from '../../../run/record.js';
import { groundOf } from '../../../run/units/ground.js';
import { sessionSubjectOf } from '../../../run/units/subject.js';
import { restoreTree } from '../../checkout/restore-tree.js';
import { treeMemory } from '../../checkout/tree-memory.js';
import { killLate } from '../../watch.js';
import { sealing } from '../sealing.js';
import type { SessionInput } from '../session-cycle.js';
import { tellStarted } from '../tell-session.js';
import { workSession } from '../work-session.js';
import { cloneDirs } from './clones.js';
import type { DetachedEnd } from './detached-end.js';
import { purseOf } from './purse.js';

/**
 * Works one session off in folders of its own, beside others or on a machine of its own: nothing is pushed for it, and it spends only
 * what its order set aside. `signal` stops it; whoever calls keeps what it left, and removes the folders.
 */
export async function detachedSession(
  input: SessionInput,
  files: RunFiles,
  order: Order,
  signal: AbortSignal,
): Promise<DetachedEnd> {
  const { land, ports } = input;
  const dirs = cloneDirs(input.request.dirs, order);
  const seedPad = files.grind?.scratchpad ?? '';
  const subject = sessionSubjectOf(input.material.prompts, order.unit);
  if (subject === null) {
    const halt = halts.internal(`The rotation has no prompt for ${order.unit}.`);
    const progress = { ...NOTHING, stage: order.stage, fix: order.fix };
    return { order, dir: null, seedPad, promptSha256: '', result: { kind: 'refusal', halt, progress } };
  }
  // Before anything is waited for, so that a wave is told in the order of its numbers.
  tellStarted(ports.tell, order);
  await Promise.all(Object.values(dirs).map((path) => mkdir(path, { recursive: true })));
  const own: SessionInput = {
    ...input,
    ports: { ...ports, tell: labelled(ports.tell, order) },
    request: { ...input.request, dirs },
    watch: { ...input.watch, signal },
    treeStands: false,
  };
  const restored = await restoreTree(own, files, order);
  const ground = groundOf(files.record, restored.order);
  const memory = treeMemory(ports.run, () => trySnapshot(land.repository, ground, dirs.tree));
  const { setAside } = purseOf(order, {
    perDispatchUsd: input.config.limits.dispatch_usd,
    tokens: leftTokens(files.record),
  });
  const seal = sealing(own, memory);
  const skips = input.watch.skips(order.session?.started_at ?? isoNow(land.clock));
  const done = new AbortController();
  void killLate(ports, land.clock, order.nonce, done.signal);
  try {
    const keeper = { setAside, save: async () => true };
    const result = await workSession(own, { files, order: restored.order, subject, keeper, memory, seal, skips });
    const known = memory.known();
    const tree = seal.tree() ?? (known === null ? {} : { snapshot: known });
    return { order: restored.order, dir: dirs.tree, seedPad, promptSha256: subject.prompt.sha256, result, ...tree };
  } finally {
    skips.done();
    done.abort();
  }
}

const NOTHING = { usage: {}, unsettledUsd: 0, dispatches: 0, tests: null, deferred: '' } as const;

/** Words of several sessions come in between each other; each says whose it is. */
function labelled(tell: Tell, { unit }: Order): Tell {
  const whose = `[${unit.slice('session/'.length)}] `;
  return (event) => {
    switch (event.kind) {
      case 'agent_text':
        return tell({ ...event, text: `${whose}${event.text}` });
      case 'agent_log':
        return tell({ ...event, line: `${whose}${event.line}` });
      case 'warning':
        return tell({ ...event, message: `${whose}${event.message}` });
      default:
        return tell(event);
    }
  };
}
