import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type LandPorts, type RunFiles, writeRun } from '../../src/land/run-files.js';
import { gitLedger } from '../../src/ledger/git-store.js';
import type { LedgerChange, LedgerStore } from '../../src/ledger/ledger.js';
import { type RunRecord, runRecordSchema } from '../../src/run/record.js';
import { dayOf } from '../../src/run/usage.js';
import { BOT } from '../git/support.js';
import { lease, NOW, order, RUN } from '../run/samples.js';
import { type LandScene, LEDGER, landScene } from './support.js';

let world: LandScene;
beforeAll(async () => {
  world = await landScene();
});
afterAll(() => world.dispose());

/** A ledger that cannot be reached, and a clock that adds up how long was waited, in milliseconds. */
function outage(hurry?: (waited: number) => boolean) {
  const changes: LedgerChange[] = [];
  const seen = { waited: 0, changes };
  const ledger: LedgerStore = {
    ...world.ports.ledger,
    write: async (change) => {
      seen.changes.push(change);
      return { kind: 'failed', push: { kind: 'unreachable', message: 'no route' } };
    },
  };
  const sleep = async (ms: number): Promise<void> => {
    seen.waited += ms;
  };
  const clock = { now: world.ports.clock.now, sleep };
  const ports: LandPorts = { ...world.ports, ledger, clock };
  return { seen, ports: hurry === undefined ? ports : { ...ports, hurry: () => hurry(seen.waited) } };
}

const write = (ports: LandPorts, files: RunFiles = world.files) =>
  writeRun(ports, files, { message: 'm', lease: lease('n0') });

describe('while the remote cannot be reached', () => {
  test('four tries are made, 13 seconds apart in all', async () => {
    const { seen, ports } = outage();
    expect(await write(ports)).toEqual({ kind: 'unreachable', message: 'no route' });
    expect([seen.changes.length, seen.waited]).toEqual([4, 13_000]);
  });

  test('a process in a hurry tries as often and waits for nothing', async () => {
    const { seen, ports } = outage(() => true);
    expect((await write(ports)).kind).toBe('unreachable');
    expect([seen.changes.length, seen.waited]).toEqual([4, 0]);
  });

  test('a hurry that comes in the middle of a wait ends it', async () => {
    const { seen, ports } = outage((waited) => waited >= 5_000);
    await write(ports);
    expect([seen.changes.length, seen.waited]).toEqual([4, 5_000]);
  });
});

test('no secret is written, and the record stays a record, whatever characters the secret has', async () => {
  const secrets = ['line one of a "key"\nline two of it \\ here\n', 'ghs_0123456789_abcdef'];
  const { seen, ports } = outage(() => true);
  const text = `It printed ${secrets.join(' and ')}.`;
  const record = { ...world.files.record, halt: { code: 'c', what: text, why: JSON.stringify({ text }), fix: 'f' } };
  const events = `${JSON.stringify({ at: 'x', event: text })}\n`;
  await write({ ...ports, secrets }, { ...world.files, record, deferredText: text, events });
  const state = await world.ports.ledger.read();
  const files = new Map(
    seen.changes.slice(0, 1).flatMap((change) => [...change.files, ...(change.derived?.(state) ?? [])]),
  );
  const stored = runRecordSchema.parse(JSON.parse(files.get(`runs/${RUN}/run.json`) ?? ''));
  expect(stored.halt?.what).toMatch(/^It printed \[secret removed\]\s+and \[secret removed\]\.$/);
  for (const content of files.values()) {
    for (const part of ['line one', 'line two', 'ghs_']) {
      expect(content).not.toContain(part);
    }
  }
});

describe('what is spent', () => {
  const DAY = dayOf(NOW);
  const spendAt = async (ports: LandPorts) => (await ports.ledger.read()).spend.get(DAY)?.runs;
  const OTHER = '20260301T100000Z-bbbbbb';

  /** Another run, which has set aside what it can get; nobody told the first one. */
  async function another(limits: RunRecord['limits']): Promise<void> {
    const { repository, clock } = world.ports;
    const ledger = gitLedger({ repository, ref: LEDGER, identity: BOT, clock, random: () => 0.25 });
    const orders = { o2: order({ nonce: 'o2', reserved_usd: 7, reserved_on: DAY }) };
    const record = { ...world.files.record, run_id: OTHER, orders, limits };
    const wrote = await writeRun(
      { ...world.ports, ledger },
      { ...world.files, record },
      { message: 'm', lease: lease('n0') },
    );
    expect(wrote).toMatchObject({ kind: 'written' });
  }

  test('stands in the file of its day, in the commit of its record', async () => {
    const orders = { o1: order({ reserved_usd: 9, reserved_on: DAY }) };
    await write(world.ports, { ...world.files, record: { ...world.files.record, orders } });
    expect(await spendAt(world.ports)).toEqual({
      [RUN]: { issue: 3, settled_usd: 0, reserved_usd: 9, tokens: 0 },
    });
    const commit = world.remoteGit('show', '--name-only', '--format=', LEDGER).split('\n');
    expect(commit).toEqual([`runs/${RUN}/run.json`, `spend/${DAY}.json`]);
  });

  test('by another run meanwhile is kept, and what is set aside is fitted to what it left', async () => {
    const limits = { ...world.files.record.limits, day_usd: 12 };
    // The test above left nine dollars set aside for this run, so the other one gets three of its seven, and this one nine of its ten.
    await world.ports.ledger.read();
    await another(limits);
    const record = { ...world.files.record, limits };
    const outcome = await write(world.ports, { ...world.files, record });
    expect(outcome).toMatchObject({ kind: 'written' });
    const written = outcome.kind === 'written' ? outcome.files.record : record;
    expect(Object.values(written.orders)).toMatchObject([{ reserved_usd: 9 }]);
    expect(await spendAt(world.ports)).toEqual({
      [RUN]: { issue: 3, settled_usd: 0, reserved_usd: 9, tokens: 0 },
      [OTHER]: { issue: 3, settled_usd: 0, reserved_usd: 3, tokens: 0 },
    });
    expect((await world.ports.ledger.read()).runs.get(RUN)).toEqual(written);
  });
});
