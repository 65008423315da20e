import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type LandPorts, type RunFiles, writeRun } from '../../src/land/run-files.js';
import type { LedgerChange, LedgerStore } from '../../src/ledger/ledger.js';
import { runRecordSchema } from '../../src/run/record.js';
import { lease, RUN } from '../run/samples.js';
import { type LandScene, landScene } from './support.js';

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
  const files = seen.changes[0]?.files ?? new Map<string, string>();
  const stored = runRecordSchema.parse(JSON.parse(files.get(`runs/${RUN}/run.json`) ?? ''));
  expect(stored.halt?.what).toMatch(/^It printed \[secret removed\]\s+and \[secret removed\]\.$/);
  for (const content of files.values()) {
    for (const part of ['line one', 'line two', 'ghs_']) {
      expect(content).not.toContain(part);
    }
  }
});
