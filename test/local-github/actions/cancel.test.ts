import { existsSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { RunView } from '../../../src/local-github/actions/index.js';
import { type Bench, openBench } from './bench.js';

/** Says which signals reach it, and ends only when it is told to a second time. */
const CHILD = `
for (const name of ['SIGINT', 'SIGTERM']) process.on(name, () => console.log('child got ' + name));
setInterval(() => {}, 1000);
console.log('child ready');
`;

let bench: Bench;
beforeEach(async () => {
  bench = await openBench();
  await bench.server.commit('acme/app', { 'child.js': CHILD });
});
afterEach(() => bench.dispose());

/** Resolves when a line of the run's log contains the text. */
function lineSeen(text: string): Promise<number> {
  return new Promise((resolve) => {
    const end = bench.actions.onLine((id, line) => {
      if (line.includes(text)) {
        end();
        resolve(id);
      }
    });
  });
}

async function startAndCancel(run: string): Promise<{ run: RunView; log: string }> {
  await bench.workflow(
    'long.yml',
    `
on: workflow_dispatch
jobs:
  one:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v5
      - run: ${run}
      - run: echo never
      - { if: cancelled(), run: echo cleaned up }
      - { if: always(), run: 'echo status=\${{ job.status }}' }
  close:
    needs: one
    if: always()
    runs-on: ubuntu-latest
    steps: [{ run: 'echo one ended as \${{ needs.one.result }}' }]
`,
  );
  const ready = lineSeen('child ready');
  const id = await bench.dispatch('long.yml');
  await ready;
  await bench.server.call(`POST /repos/acme/app/actions/runs/${id}/cancel`);
  return { run: await bench.done(id), log: bench.actions.log(id) };
}

/** A process that nobody has waited for yet is dead all the same. */
function isAlive(pid: number): boolean {
  expect(pid).toBeGreaterThan(0);
  const path = `/proc/${pid}/stat`;
  return existsSync(path) && !readFileSync(path, 'utf8').includes(') Z ');
}

describe('cancelling a run', () => {
  test('with exec, the program itself gets SIGINT and then SIGTERM', async () => {
    const { run, log } = await startAndCancel('exec node child.js');
    expect(log).toContain('child got SIGINT');
    expect(log).toContain('child got SIGTERM');
    expect(run.jobs[0]?.steps.map((step) => step.conclusion)).toEqual([
      ...['success', 'cancelled', 'skipped', 'success', 'success'],
    ]);
  });

  test('below a shell, the program gets nothing, and is found as an orphan at the end of the job', async () => {
    const { log } = await startAndCancel('node child.js; echo not reached');
    expect(log).not.toContain('child got');
    expect(log).toMatch(/Terminate orphan process: pid \(\d+\) \(node\)/);
  });

  test('the steps and jobs that always run still do, and the run ends as cancelled', async () => {
    const { run, log } = await startAndCancel('exec node child.js');
    expect(run.conclusion).toBe('cancelled');
    expect(log).toContain('\ncleaned up');
    expect(log).toContain('status=cancelled');
    expect(log).toContain('one ended as cancelled');
    expect(log).not.toContain('\nnever');
    const again = await bench.server.call(`POST /repos/acme/app/actions/runs/${run.id}/cancel`);
    expect(again.status).toBe(409);
  });

  test('a step that always runs is left alone when the cancel comes while it runs', async () => {
    await bench.workflow(
      'always.yml',
      `
on: workflow_dispatch
jobs:
  one:
    runs-on: ubuntu-latest
    steps:
      - if: always()
        run: 'echo child ready; while [ ! -e "$HOME/go-on" ]; do sleep 0.01; done; echo finished by itself'
`,
    );
    const ready = lineSeen('child ready\n'.trim());
    const id = await bench.dispatch('always.yml');
    await ready;
    bench.actions.cancel(id);
    await writeFile(`${bench.server.folder}/go-on`, '');
    const run = await bench.done(id);
    expect(bench.actions.log(id)).toContain('\nfinished by itself');
    expect(run.jobs[0]?.conclusion).toBe('cancelled');
  });

  test('force-cancel skips even what always runs', async () => {
    await bench.workflow(
      'long.yml',
      `
on: workflow_dispatch
jobs:
  one:
    runs-on: ubuntu-latest
    steps:
      - { run: 'echo child ready; sleep 60' }
      - { if: always(), run: echo always }
`,
    );
    const ready = lineSeen('child ready');
    const id = await bench.dispatch('long.yml');
    await ready;
    await bench.server.call(`POST /repos/acme/app/actions/runs/${id}/force-cancel`);
    expect((await bench.done(id)).conclusion).toBe('cancelled');
    expect(bench.actions.log(id)).not.toContain('\nalways');
  });
});

describe('a machine that dies', () => {
  test('reports nothing; the run stays in progress until GitHub notices, then dependent jobs go on', async () => {
    await bench.workflow(
      'long.yml',
      `
on: workflow_dispatch
jobs:
  one:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v5
      - { run: 'node child.js & echo "pid=$!"; wait' }
      - { if: always(), run: echo too late }
  close:
    needs: one
    if: always()
    runs-on: ubuntu-latest
    steps: [{ run: 'echo one ended as \${{ needs.one.result }}' }]
`,
    );
    const ready = lineSeen('child ready');
    const id = await bench.dispatch('long.yml');
    await ready;
    bench.actions.killRunner(id);
    await bench.server.idle();
    const pid = Number(/^pid=(\d+)$/m.exec(bench.actions.log(id))?.[1]);
    expect(isAlive(pid)).toBe(false);
    expect(bench.actions.run(id)?.status).toBe('in_progress');
    bench.actions.concludeLost(id);
    const run = await bench.done(id);
    expect(run.conclusion).toBe('failure');
    expect(bench.actions.log(id)).toContain('one ended as failure');
    expect(bench.actions.log(id)).not.toContain('too late');
  });
});

describe('timeouts', () => {
  test('a step that takes too long fails, and a job that does is cancelled', async () => {
    await bench.workflow(
      'slow.yml',
      `
on: workflow_dispatch
jobs:
  step:
    runs-on: ubuntu-latest
    steps:
      - { run: exec sleep 60, timeout-minutes: 0.001 }
      - { if: failure(), run: echo step failed }
  job:
    runs-on: ubuntu-latest
    timeout-minutes: 0.001
    steps:
      - { run: exec sleep 60 }
      - { if: cancelled(), run: echo job cancelled }
`,
    );
    const run = await bench.play('slow.yml');
    expect(run.jobs.map((job) => [job.key, job.conclusion])).toEqual([
      ['step', 'failure'],
      ['job', 'cancelled'],
    ]);
    expect(bench.actions.log(run.id)).toContain('\nstep failed');
    expect(bench.actions.log(run.id)).toContain('\njob cancelled');
  });
});
