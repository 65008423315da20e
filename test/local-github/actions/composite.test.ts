import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type Bench, openBench } from './bench.js';

const OUTER = `
name: Outer
description: A composite action with one inside
inputs:
  who: { default: world }
  token: { default: '\${{ github.token }}' }
outputs:
  greeting: { value: '\${{ steps.greet.outputs.text }}' }
runs:
  using: composite
  steps:
    - id: greet
      shell: bash
      working-directory: sub
      env: { WHO: '\${{ inputs.who }}' }
      run: |
        "$GITHUB_ACTION_PATH/greet.sh" >> "$GITHUB_OUTPUT"
        echo "in $(basename "$PWD"), outer=$OUTER, action=$GITHUB_ACTION_REPOSITORY@$GITHUB_ACTION_REF"
        echo "FROM_ACTION=1" >> "$GITHUB_ENV"
    - uses: ./local
      with: { fail: '\${{ inputs.who }}', extra: 1 }
      continue-on-error: true
    - { if: success(), shell: bash, run: 'echo still successful \${{ inputs.token }}' }
`;

const LOCAL = `
name: Local
description: Fails when asked to
inputs: { fail: { required: true } }
runs:
  using: composite
  steps:
    - { shell: bash, run: 'echo inner env=$FROM_ACTION; test "\${{ inputs.fail }}" != broken' }
    - { if: failure(), shell: bash, run: echo inner saw the failure }
    - { shell: bash, run: echo inner went on }
`;

let bench: Bench;
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pitboss-action-'));
  await mkdir(join(folder, 'outer'));
  await writeFile(join(folder, 'outer', 'action.yml'), OUTER);
  await writeFile(join(folder, 'outer', 'greet.sh'), '#!/bin/sh\necho "text=hello $WHO"\n', { mode: 0o755 });
  bench = await openBench({ actions: new Map([['acme/Tools', folder]]) });
  await bench.server.commit('acme/app', { 'local/action.yml': LOCAL, 'sub/.keep': '' });
});
afterEach(async () => {
  await bench.dispose();
  await rm(folder, { recursive: true, force: true });
});

async function play(who: string) {
  await bench.workflow(
    'use.yml',
    `
on: workflow_dispatch
jobs:
  one:
    runs-on: ubuntu-latest
    steps:
      - { uses: actions/checkout@v5, with: { persist-credentials: false } }
      - id: tool
        uses: acme/tools/outer@v1
        with: { who: ${who} }
        env: { OUTER: seen }
      - run: echo "said '\${{ steps.tool.outputs.greeting }}', env=$FROM_ACTION"
`,
  );
  const run = await bench.play('use.yml');
  return { run, log: bench.actions.log(run.id) };
}

describe('a composite action', () => {
  test('gets inputs with defaults, its own place, the variables around it, and gives outputs', async () => {
    const { run, log } = await play('Ada');
    expect(run.conclusion).toBe('success');
    expect(log).toContain('in sub, outer=seen, action=acme/tools@v1');
    expect(log).toContain("said 'hello Ada', env=1");
    expect(log).toContain('still successful ***');
  });

  test('runs nested actions from the workspace; unknown inputs are warned about', async () => {
    const { run, log } = await play('Ada');
    expect(log).toContain('inner env=1');
    expect(log).toContain('inner went on');
    expect(run.annotations[0]?.message).toBe("Unexpected input(s) 'extra', valid inputs are ['fail']");
  });

  test('has a status of its own: a failure inside is seen inside, and may be tolerated outside', async () => {
    const { run, log } = await play('broken');
    expect(run.conclusion).toBe('success');
    expect(log).toContain('\ninner saw the failure');
    expect(log).not.toContain('\ninner went on');
    expect(log).toContain('still successful');
  });

  test('that is cancelled loses its running step alone: what always runs inside still does', async () => {
    const file = `
name: Long
description: Runs until stopped
runs:
  using: composite
  steps:
    - { shell: bash, run: echo child ready; exec sleep 60 }
    - { shell: bash, run: echo never }
    - { if: always(), shell: bash, run: echo settled inside }
`.replace('run: echo child ready; exec sleep 60', "run: 'echo child ready; exec sleep 60'");
    await bench.server.commit('acme/app', { 'long/action.yml': file });
    await bench.workflow(
      'long.yml',
      `
on: workflow_dispatch
jobs:
  one:
    runs-on: ubuntu-latest
    steps: [{ uses: actions/checkout@v5 }, { uses: ./long }]
`,
    );
    const ready = new Promise<void>((resolve) => {
      bench.actions.onLine((_, line) => line === 'child ready' && resolve());
    });
    const id = await bench.dispatch('long.yml');
    await ready;
    bench.actions.cancel(id);
    const run = await bench.done(id);
    expect(run.conclusion).toBe('cancelled');
    expect(bench.actions.log(id)).toContain('\nsettled inside');
    expect(bench.actions.log(id)).not.toContain('\nnever');
  });

  test('must name a shell for every script, and must exist', async () => {
    const file = 'name: x\ndescription: y\nruns:\n  using: composite\n  steps:\n    - run: echo hi\n';
    await bench.server.commit('acme/app', { 'bare/action.yml': file });
    await bench.workflow(
      'bad.yml',
      `
on: workflow_dispatch
jobs:
  one: { runs-on: x, steps: [{ uses: actions/checkout@v5 }, { uses: ./bare }] }
  two: { runs-on: x, steps: [{ uses: ./missing }] }
  three: { runs-on: x, steps: [{ uses: nobody/nothing@v1 }] }
`,
    );
    const run = await bench.play('bad.yml');
    const messages = run.annotations.map((item) => item.message).join('\n');
    expect(run.jobs.map((job) => job.conclusion)).toEqual(['failure', 'failure', 'failure']);
    expect(messages).toContain('Required property is missing: shell');
    expect(messages).toContain('Did you forget to run actions/checkout');
    expect(messages).toContain('Unable to resolve action `nobody/nothing@v1`');
  });
});
