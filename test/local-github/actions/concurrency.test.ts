import { writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createConcurrency, type GroupRequest } from '../../../src/local-github/actions/runs/concurrency.js';
import { type Bench, openBench } from './bench.js';

describe('a concurrency group', () => {
  function play(queue: GroupRequest['queue'], names: readonly string[], cancelInProgress = false) {
    const groups = createConcurrency();
    const seen: string[] = [];
    const tickets = names.map((name, index) => {
      const ticket = {
        start: () => seen.push(`${name} starts`),
        evict: () => seen.push(`${name} evicted`),
        interrupt: () => seen.push(`${name} interrupted`),
      };
      const group = index % 2 === 0 ? 'Deploy' : 'deploy';
      groups.request(ticket, { repository: 'acme/app', group, queue, cancelInProgress });
      return ticket;
    });
    return { groups, seen, tickets };
  }

  test('with one place in its queue, a newer request takes that place, whatever the case of the name', () => {
    const { groups, seen, tickets } = play('single', ['a', 'b', 'c']);
    expect(seen).toEqual(['a starts', 'b evicted']);
    tickets.slice(0, 1).forEach(groups.release);
    expect(seen.at(-1)).toBe('c starts');
  });

  test('with queue: max, requests wait in order and are served first come, first served', () => {
    const { groups, seen, tickets } = play('max', ['a', 'b', 'c']);
    tickets.forEach(groups.release);
    expect(seen).toEqual(['a starts', 'b starts', 'c starts']);
    expect(groups.groups('acme/app')).toEqual([]);
  });

  test('with queue: max, the request after the hundredth that waits is cancelled', () => {
    const names = Array.from({ length: 102 }, (_, index) => `r${index}`);
    const { groups, seen } = play('max', names);
    expect(seen).toEqual(['r0 starts', 'r101 evicted']);
    expect(groups.groups('ACME/app')[0]?.pending).toHaveLength(100);
  });

  test('with cancel-in-progress, the holder is interrupted but the next waits until it is gone', () => {
    const { groups, seen, tickets } = play('single', ['a', 'b'], true);
    expect(seen).toEqual(['a starts', 'a interrupted']);
    tickets.slice(0, 1).forEach(groups.release);
    expect(seen.at(-1)).toBe('b starts');
  });
});

describe('runs in a concurrency group', () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await openBench();
  });
  afterEach(() => bench.dispose());

  async function three(where: 'run' | 'job', settings: string) {
    const line = `concurrency: ${settings}`;
    await bench.workflow(
      'one.yml',
      `
on: { workflow_dispatch: { inputs: { name: { required: true } } } }
run-name: run \${{ inputs.name }}
${where === 'run' ? line : ''}
jobs:
  one:
    runs-on: ubuntu-latest
    ${where === 'job' ? line : ''}
    steps: [{ run: 'while [ ! -e "$HOME/go-on" ]; do sleep 0.01; done; echo \${{ inputs.name }} ran' }]
`,
    );
    const ids: number[] = [];
    for (const name of ['a', 'b', 'c']) {
      ids.push(await bench.dispatch('one.yml', { name }));
    }
    const states = bench.actions.runs().map((run) => [run.title, run.status]);
    await writeFile(`${bench.server.folder}/go-on`, '');
    const ends = await Promise.all(ids.map((id) => bench.done(id)));
    return { states, conclusions: ends.map((run) => run.conclusion), ends };
  }

  test.each(['run', 'job'] as const)('at the level of the %s: the second of three is cancelled', async (where) => {
    const { conclusions } = await three(where, 'deploy');
    expect(conclusions).toEqual(['success', 'cancelled', 'success']);
  });

  test('with queue: max all run, one after the other', async () => {
    const { states, conclusions, ends } = await three('run', "{ group: 'deploy', queue: max }");
    expect(states).toEqual([
      ['run a', 'in_progress'],
      ['run b', 'pending'],
      ['run c', 'pending'],
    ]);
    expect(conclusions).toEqual(['success', 'success', 'success']);
    const times = ends.flatMap((run) => run.jobs.map((job) => [job.startedAt ?? 0, job.completedAt ?? 0])).flat();
    expect(times).toEqual([...times].sort((a, b) => a - b));
  });

  test('a job that gives way to a newer one takes neither its run nor the jobs beside it along', async () => {
    await bench.workflow(
      'two.yml',
      `
on: workflow_dispatch
jobs:
  shared:
    runs-on: ubuntu-latest
    concurrency: { group: shared, cancel-in-progress: true }
    steps: [{ run: 'echo shared; exec sleep \${{ github.run_number == 1 && 60 || 0 }}' }]
  own:
    runs-on: ubuntu-latest
    steps: [{ run: 'while [ ! -e "$HOME/go-on" ]; do sleep 0.01; done; echo own' }]
`,
    );
    const first = await bench.dispatch('two.yml');
    await bench.actions.waitFor(first, (run) => run.jobs.every((job) => job.status === 'in_progress'));
    const second = await bench.dispatch('two.yml');
    await bench.actions.waitFor(first, (run) => run.jobs.some((job) => job.status === 'completed'));
    await writeFile(`${bench.server.folder}/go-on`, '');
    const ends = await Promise.all([first, second].map((id) => bench.done(id)));
    expect(ends.map((run) => run.jobs.map((job) => job.conclusion))).toEqual([
      ['cancelled', 'success'],
      ['success', 'success'],
    ]);
  });
});
