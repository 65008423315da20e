import { describe, expect, test } from '@jest/globals';
import { createWorkQueue } from '../../src/app/work-queue.js';
import { settled } from '../github/stepped-clock.js';

function gate() {
  let open = (): void => {};
  const passed = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open: () => open(), passed };
}

function createQueue(change: { capacity?: number; width?: number } = {}) {
  const errors: unknown[] = [];
  const queue = createWorkQueue({ capacity: 10, width: 4, onError: (_name, error) => errors.push(error), ...change });
  return { queue, errors };
}

describe('the work queue', () => {
  test('returns before the work begins', async () => {
    const { queue } = createQueue();
    const log: string[] = [];
    queue.offer('r', async () => void log.push('work'));
    log.push('returned');
    await queue.idle();
    expect(log).toEqual(['returned', 'work']);
  });

  test('keeps the order within a repository and lets others pass', async () => {
    const { queue } = createQueue();
    const log: string[] = [];
    const hold = gate();
    queue.offer('a', async () => {
      await hold.passed;
      log.push('a1');
    });
    queue.offer('a', async () => void log.push('a2'));
    queue.offer('b', async () => void log.push('b1'));
    await settled();
    await settled();
    hold.open();
    await queue.idle();
    expect(log).toEqual(['b1', 'a1', 'a2']);
  });

  test('works on a few repositories at a time', async () => {
    const { queue } = createQueue({ width: 2 });
    const hold = gate();
    let running = 0;
    for (const name of ['a', 'b', 'c', 'd']) {
      queue.offer(name, async () => {
        running += 1;
        await hold.passed;
      });
    }
    await settled();
    await settled();
    expect(running).toBe(2);
    hold.open();
    await queue.idle();
    expect(running).toBe(4);
  });

  test('refuses what exceeds its capacity, and everything once it is closed', async () => {
    const { queue } = createQueue({ capacity: 1 });
    expect(queue.offer('a', async () => {})).toBe(true);
    expect(queue.offer('a', async () => {})).toBe(false);
    await queue.idle();
    queue.close();
    expect(queue.offer('a', async () => {})).toBe(false);
    await queue.idle();
  });

  test('survives a job that fails', async () => {
    const { queue, errors } = createQueue();
    const log: string[] = [];
    queue.offer('a', () => Promise.reject(new TypeError('bad')));
    queue.offer('a', async () => void log.push('next'));
    await queue.idle();
    expect(errors).toHaveLength(1);
    expect(log).toEqual(['next']);
  });
});
