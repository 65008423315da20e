import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { fail } from '../../../../src/base/result.js';
import { sessionsInFlight } from '../../../../src/run/grind/session-order.js';
import { handedOver } from '../../../../src/run/grind/session-result.js';
import { halts } from '../../../../src/run/halts.js';
import { agentHalts } from '../../../../src/run/outages/agent-halts.js';
import type { UnitProgress, WorkResult } from '../../../../src/run/progress.js';
import type { Order } from '../../../../src/run/record.js';
import { artifactFiles, artifactName } from '../../../../src/shift/grind/fleet/artifact.js';
import { type GrindScene, grindScene, materialOf, promptOf, withGrind } from '../support.js';

jest.setTimeout(60_000);

let world: GrindScene;
let nothing: string;
beforeEach(async () => {
  world = await grindScene();
  nothing = join(world.root, 'nothing');
  mkdirSync(nothing);
});
afterEach(() => world.dispose());

const material = materialOf(['alpha', 'bravo'].map((name) => promptOf(name, { parallel_safe: true, max_runs: 1 })));
const config = withGrind({ max_parallel: 2 });
const holder = (id: string, attempt = 1) => ({ workflow_run_id: id, attempt });

const UNTOUCHED: UnitProgress = {
  stage: 'implement',
  fix: 0,
  usage: {},
  unsettledUsd: 0,
  dispatches: 1,
  tests: null,
  deferred: '',
};

const NOTHING_TO_DO: WorkResult = {
  kind: 'session',
  outcome: { status: 'ok', summary: null, code: null, metric: null, hooks: [], scratchpad: '' },
  progress: UNTOUCHED,
};
const FOLDED: WorkResult = { kind: 'interruption', reason: 'fold', progress: UNTOUCHED };

const handOut = (id: string) =>
  world.grind(material, { config, ports: { fleet: 'hands_out' }, request: { holder: holder(id) } });

/** The job that lands, where no machine has left anything. */
const land = (id: string, attempt = 1) =>
  world.grind(material, {
    config,
    ports: { fleet: 'lands' },
    request: { holder: holder(id, attempt), received: nothing },
  });

/** What machines leave whose sessions found nothing to change. */
function left(id: string, orders: readonly Order[], end: WorkResult = NOTHING_TO_DO): string {
  const downloads = join(world.root, 'received');
  for (const { nonce, session } of orders) {
    const seq = session?.seq ?? 0;
    const folder = join(downloads, artifactName(id, 1, seq));
    mkdirSync(folder, { recursive: true });
    const result = { schema: 1, run_id: world.runId, seq, nonce, commit: null, ...handedOver(end) };
    writeFileSync(artifactFiles(folder).result, JSON.stringify(result));
  }
  return downloads;
}

describe('a wave for other machines', () => {
  test('ends the shift with its sessions told, their money set aside and the lease kept', async () => {
    const { outcome, told } = await handOut('501');
    expect(outcome).toMatchObject({ kind: 'handed_out', sessions: [1, 2] });
    expect(told.filter(({ kind }) => kind === 'session_started')).toEqual([]);
    const { lease, orders, status } = await world.record();
    expect({ lease, status }).toMatchObject({ lease: holder('501'), status: 'running' });
    expect(Object.values(orders).every(({ reserved_usd: usd, session }) => usd > 0 && session?.detached === true)).toBe(
      true,
    );
    expect(JSON.stringify(told)).toContain('handed 2 sessions out to 2 jobs');
  });

  test('is landed by the workflow run that holds it, in the same attempt, and by no other', async () => {
    await handOut('501');
    const before = await world.record();
    for (const other of [await land('502'), await land('501', 2)]) {
      expect(other.outcome).toMatchObject({ kind: 'declined', code: 'not_handed_out' });
    }
    expect(await world.record()).toEqual(before);
  });

  test('is landed where that job can install no agent; only then the run halts', async () => {
    const more = materialOf([...material.prompts, promptOf('charlie', { max_runs: 1 })]);
    await world.grind(more, { config, ports: { fleet: 'hands_out' }, request: { holder: holder('501') } });
    const received = left('501', Object.values((await world.record()).orders));
    const agents = async () => agentHalts.agentMissing('claude-code', 'no registry answered');
    const ports = { fleet: 'lands', agents } as const;
    const { outcome } = await world.grind(more, { config, ports, request: { holder: holder('501'), received } });
    expect(world.sessions().map(({ prompt, status }) => `${prompt} ${status}`)).toEqual(['alpha ok', 'bravo ok']);
    expect(outcome).toMatchObject({ kind: 'ended', record: { status: 'halted', halt: { code: 'agent_missing' } } });
    expect(await world.record()).toMatchObject({ status: 'halted', lease: null, usage: { unsettled_usd: 0 } });
  });

  test('is landed although there are other prompts by now; only then the run halts', async () => {
    await handOut('501');
    const received = left('501', Object.values((await world.record()).orders));
    const more = materialOf([...material.prompts, promptOf('charlie')]);
    const ports = { fleet: 'lands' } as const;
    await world.grind(more, { config, ports, request: { holder: holder('501'), received } });
    expect(world.sessions().map(({ prompt, status }) => `${prompt} ${status}`)).toEqual(['alpha ok', 'bravo ok']);
    expect(await world.record()).toMatchObject({
      ...{ status: 'halted', halt: { code: 'prompts_changed' }, lease: null, orders: {}, usage: { unsettled_usd: 0 } },
    });
  });

  test('is landed, and the run halts, where what its agents are told cannot be read any more', async () => {
    await handOut('501');
    const received = left('501', Object.values((await world.record()).orders));
    const prompts = async () => fail(halts.internal('no prompts'));
    await world.grind(material, {
      config,
      ports: { fleet: 'lands', prompts },
      request: { holder: holder('501'), received },
    });
    expect(world.sessions()).toHaveLength(2);
    expect(await world.record()).toMatchObject({ status: 'halted', lease: null, orders: {} });
  });

  test('that was folded while its machines worked ends with its sessions aborted', async () => {
    await handOut('501');
    const received = left('501', Object.values((await world.record()).orders), FOLDED);
    await world.command('fold');
    const ports = { fleet: 'lands' } as const;
    await world.grind(material, { config, ports, request: { holder: holder('501'), received } });
    expect(world.sessions().map(({ prompt, status }) => `${prompt} ${status}`)).toEqual([
      'alpha aborted',
      'bravo aborted',
    ]);
    expect(await world.record()).toMatchObject({ status: 'folded', lease: null, orders: {} });
  });

  test('of which no machine leaves anything is worked anew, paid for, and not for ever', async () => {
    await handOut('501');
    const set = Object.values((await world.record()).orders).reduce((sum, { reserved_usd: usd }) => sum + usd, 0);
    expect((await land('501')).outcome.kind).toBe('handed_over');
    const once = await world.record();
    expect(once).toMatchObject({ lease: null, usage: { unsettled_usd: set }, idle_shifts: 1 });
    expect(
      sessionsInFlight(once).map(({ unit, reserved_usd: usd, settled_usd: settled }) => [unit, usd - settled]),
    ).toEqual([
      ['session/0001-alpha', 0],
      ['session/0002-bravo', 0],
    ]);
    for (const id of ['502', '503', '504']) {
      await handOut(id);
      await land(id);
    }
    expect(await world.record()).toMatchObject({ status: 'halted', halt: { code: 'no_progress' }, lease: null });
  });
});
