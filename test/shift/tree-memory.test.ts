import { describe, expect, test } from '@jest/globals';
import { PitbossError } from '../../src/base/pitboss-error.js';
import { fail, ok } from '../../src/base/result.js';
import type { ProgramRequest, ProgramResult } from '../../src/process/program.js';
import { treeMemory } from '../../src/shift/checkout/tree-memory.js';

const RESULT: ProgramResult = {
  exit: { kind: 'exited', code: 0 },
  ms: 1,
  stdoutBytes: 0,
  stderrBytes: 0,
  droppedBytes: 0,
  strays: 0,
  leftRunning: [],
};
const REQUEST: ProgramRequest = { argv: ['true'], cwd: '/', env: {}, timeoutMs: 1, marker: 'm' };

function memory(run: () => Promise<ProgramResult> = async () => RESULT) {
  let readings = 0;
  const tree = treeMemory(run, async () => {
    readings += 1;
    return ok({ tree: `tree-${readings}`, changes: [] });
  });
  return { ...tree, readings: () => readings };
}

describe('a reading of the tree', () => {
  test('is made once while nothing runs', async () => {
    const tree = memory();
    expect(tree.known()).toBeNull();
    expect([await tree.read(), await tree.read()]).toEqual([ok(tree.known()), ok(tree.known())]);
    expect([tree.readings(), tree.known()?.tree]).toEqual([1, 'tree-1']);
  });

  test('no longer holds once a program was started, whatever became of it', async () => {
    const tree = memory(() => Promise.reject(new TypeError('no')));
    await tree.read();
    await expect(tree.run(REQUEST)).rejects.toThrow('no');
    expect(tree.known()).toBeNull();
    await tree.read();
    expect(tree.known()?.tree).toBe('tree-2');
  });

  test('is not kept when it was made while a program ran, or one began meanwhile', async () => {
    let end: () => void = () => undefined;
    const tree = memory(
      () =>
        new Promise((resolve) => {
          end = () => resolve(RESULT);
        }),
    );
    const running = tree.run(REQUEST);
    await tree.read();
    expect(tree.known()).toBeNull();
    end();
    await running;
    const reading = tree.read();
    const next = tree.run(REQUEST);
    await reading;
    expect(tree.known()).toBeNull();
    end();
    await next;
  });

  test('that failed is made again', async () => {
    const problem = new PitbossError({ code: 'tree_unreadable', what: 'x', why: 'y', fix: 'z' });
    let readings = 0;
    const tree = treeMemory(
      async () => RESULT,
      async () => {
        readings += 1;
        return fail(problem);
      },
    );
    await tree.read();
    expect(await tree.read()).toEqual(fail(problem));
    expect([readings, tree.known()]).toEqual([2, null]);
  });
});
