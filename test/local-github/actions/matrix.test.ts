import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { RunView } from '../../../src/local-github/actions/index.js';
import { type Bench, openBench } from './bench.js';

let bench: Bench;
beforeEach(async () => {
  bench = await openBench();
});
afterEach(() => bench.dispose());

/** A plan job that hands out a list, a matrix over it, and a job that needs both. */
async function play(list: string, session: string, guard = ''): Promise<RunView> {
  const outputs = `outputs: { list: "\${{ steps.plan.outputs.list }}" }`;
  await bench.workflow(
    'fleet.yml',
    `
on: workflow_dispatch
jobs:
  plan:
    runs-on: ubuntu-latest
    ${outputs}
    steps: [{ id: plan, run: 'echo "list=${list}" >> "$GITHUB_OUTPUT"' }]
  session:
    needs: plan
    runs-on: ubuntu-latest
    ${guard}
${session}
  land:
    needs: [plan, session]
    if: always()
    runs-on: ubuntu-latest
    steps: [{ run: 'echo "land \${{ needs.session.result }} \${{ needs.session.outputs.last }}"' }]
`,
  );
  return bench.play('fleet.yml');
}

const FROM_LIST = `strategy: { fail-fast: false, matrix: { seq: "\${{ fromJSON(needs.plan.outputs.list) }}" } }`;

function ends(run: RunView): readonly string[] {
  return run.jobs.map(({ name, conclusion }) => `${name}: ${conclusion}`);
}

describe('a matrix from an output of an earlier job', () => {
  test('becomes one job per value once that job is done; its outputs merge, and what needs it waits for all', async () => {
    const run = await play(
      '[1,2,3]',
      `
    ${FROM_LIST}
    outputs: { last: "\${{ steps.it.outputs.last }}" }
    steps:
      - { id: it, run: 'echo "last=one of them" >> "$GITHUB_OUTPUT"' }
      - run: 'echo "index \${{ strategy.job-index }} of \${{ strategy.job-total }} is \${{ matrix.seq }}"'`,
    );
    expect(ends(run)).toEqual([
      ...['plan: success', 'session (1): success', 'session (2): success', 'session (3): success'],
      'land: success',
    ]);
    const log = bench.actions.log(run.id);
    expect(log).toContain('index 2 of 3 is 3');
    expect(log).toContain('\nland success one of them');
  });

  test('that is empty fails its job, unless an `if` guards it', async () => {
    const steps = `    ${FROM_LIST}\n    steps: [{ run: 'echo never' }]`;
    const bare = await play('[]', steps);
    expect(ends(bare)).toEqual(['plan: success', 'session: failure', 'land: success']);
    expect(bare.annotations.map(({ message }) => message)).toEqual(["Matrix vector 'seq' does not contain any values"]);
    const guarded = await play('[]', steps, "if: needs.plan.outputs.list != '[]'");
    expect(ends(guarded)).toEqual(['plan: success', 'session: skipped', 'land: success']);
    expect(bench.actions.log(guarded.id)).toContain('\nland skipped ');
  });

  test('of more than 256 jobs is refused as a whole', async () => {
    const list = JSON.stringify(Array.from({ length: 257 }, (_, index) => index));
    const run = await play(list, `    ${FROM_LIST}\n    steps: [{ run: 'echo never' }]`);
    expect(ends(run)).toEqual(['plan: success', 'session: failure', 'land: success']);
    expect(run.annotations.map(({ message }) => message)).toEqual([
      "Strategy for job 'session' produced 257 configurations which exceeds the maximum of 256 configurations",
    ]);
  });

  test('goes on when one of its jobs fails only where it is told so', async () => {
    const steps = `    steps: [{ run: 'test \${{ matrix.seq }} != 1' }]`;
    const slow = await play('[1,2,3]', `    ${FROM_LIST}\n${steps}`);
    expect(ends(slow)).toEqual([
      ...['plan: success', 'session (1): failure', 'session (2): success', 'session (3): success'],
      'land: success',
    ]);
    expect(bench.actions.log(slow.id)).toContain('\nland failure');
    const one = FROM_LIST.replace('fail-fast: false', 'max-parallel: 1');
    const fast = await play('[1,2,3]', `    ${one}\n${steps}`);
    expect(ends(fast)).toEqual([
      ...['plan: success', 'session (1): failure', 'session (2): cancelled', 'session (3): cancelled'],
      'land: success',
    ]);
  });

  test('runs at most so many of its jobs at once', async () => {
    const busy: number[] = [];
    bench.actions.onLine((id) => {
      const jobs = bench.actions.run(id)?.jobs ?? [];
      busy.push(jobs.filter(({ key, status }) => key === 'session' && status === 'in_progress').length);
    });
    const two = FROM_LIST.replace('fail-fast: false', 'max-parallel: 2');
    const run = await play('[1,2,3,4]', `    ${two}\n    steps: [{ run: 'echo here' }]`);
    expect(run.conclusion).toBe('success');
    expect(Math.max(...busy)).toBe(2);
  });

  test('loses one machine alone, and its artifacts come by pattern', async () => {
    const pattern = 'pitboss-session-*';
    await bench.workflow(
      'fleet.yml',
      `
on: workflow_dispatch
jobs:
  session:
    runs-on: ubuntu-latest
    strategy: { fail-fast: false, matrix: { seq: [1, 2, 3] } }
    steps:
      - run: 'echo "work \${{ matrix.seq }}" > file.txt'
      - { if: matrix.seq == 2, run: 'echo stuck; sleep 600' }
      - { uses: actions/upload-artifact@v7, with: { name: 'pitboss-session-\${{ matrix.seq }}', path: file.txt, retention-days: 1 } }
      - { uses: actions/upload-artifact@v7, with: { name: 'other-\${{ matrix.seq }}', path: file.txt } }
  land:
    needs: session
    if: always()
    runs-on: ubuntu-latest
    steps:
      - { uses: actions/download-artifact@v7, with: { pattern: '${pattern}', path: in } }
      - run: 'cat in/*/file.txt; ls in | wc -l'
`,
    );
    const id = await bench.dispatch('fleet.yml');
    const at = (run: RunView, seq: number) => run.jobs.find(({ name }) => name === `session (${seq})`);
    await bench.actions.waitFor(id, (run) => [1, 3].every((seq) => at(run, seq)?.status === 'completed'));
    await new Promise<void>((resolve) => {
      const done = () => bench.actions.log(id).includes('\nstuck') && resolve();
      bench.actions.onLine(done);
      done();
    });
    bench.actions.killRunner(id, 'session (2)');
    bench.actions.concludeLost(id);
    const run = await bench.done(id);
    expect(ends(run)).toEqual([
      ...['session (1): success', 'session (2): failure', 'session (3): success', 'land: success'],
    ]);
    expect(bench.actions.log(id)).toContain('\nwork 1\nwork 3\n2');
    const days = bench.actions.artifacts(id).map(({ name, expiresAt }) => {
      return `${name} ${Math.round((expiresAt - run.startedAt) / 86_400_000)}`;
    });
    expect(days.toSorted()).toEqual(['other-1 90', 'other-3 90', 'pitboss-session-1 1', 'pitboss-session-3 1']);
  });
});
