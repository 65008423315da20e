import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type Bench, openBench } from './bench.js';

let bench: Bench;
beforeEach(async () => {
  bench = await openBench();
});
afterEach(() => bench.dispose());

describe('a job', () => {
  test('runs its steps in order, hands outputs to the jobs that need it, and keeps the log', async () => {
    await bench.workflow(
      'ci.yml',
      `
name: CI
on: workflow_dispatch
env: { COLOUR: red }
jobs:
  first:
    runs-on: ubuntu-latest
    outputs:
      word: \${{ steps.say.outputs.word }}
    steps:
      - id: say
        run: |
          echo "word=hello" >> "$GITHUB_OUTPUT"
          printf 'text<<END\\ntwo\\nlines\\nEND\\n' >> "$GITHUB_OUTPUT"
          echo "LATER=yes" >> "$GITHUB_ENV"
          mkdir -p bin && echo "$PWD/bin" >> "$GITHUB_PATH"
          printf '#!/bin/sh\\necho tool says $COLOUR\\n' > bin/tool && chmod +x bin/tool
      - run: 'tool; echo "later=$LATER" lines=\${{ toJSON(steps.say.outputs.text) }}'
  second:
    needs: first
    runs-on: ubuntu-latest
    steps:
      - run: echo "got \${{ needs.first.outputs.word }} from \${{ needs.first.result }}"
`,
    );
    const run = await bench.play('ci.yml');
    const log = bench.actions.log(run.id);
    expect(run.conclusion).toBe('success');
    expect(log).toContain('tool says red');
    expect(log).toContain('later=yes lines=two\\nlines');
    expect(log).toContain('got hello from success');
  });

  test('stops at a failed step but runs what always runs, and reports outcome and conclusion apart', async () => {
    await bench.workflow(
      'ci.yml',
      `
on: workflow_dispatch
jobs:
  one:
    runs-on: ubuntu-latest
    steps:
      - { id: soft, continue-on-error: true, run: exit 3 }
      - run: echo "soft=\${{ steps.soft.outcome }}/\${{ steps.soft.conclusion }}"
      - run: exit 4
      - run: echo never
      - { if: failure(), run: echo after failure }
      - { if: always(), run: 'echo status=\${{ job.status }}' }
`,
    );
    const run = await bench.play('ci.yml');
    const log = bench.actions.log(run.id);
    expect(run.conclusion).toBe('failure');
    expect(log).toContain('soft=failure/success');
    expect(log).toContain('\nafter failure');
    expect(log).toContain('status=failure');
    expect(log).not.toContain('\nnever');
    expect(run.jobs[0]?.steps.map((step) => step.conclusion)).toEqual([
      ...['success', 'success', 'failure', 'skipped', 'success', 'success'],
    ]);
  });

  test('has the variables of a real runner, and no token that it did not ask for', async () => {
    await bench.workflow(
      'ci.yml',
      `
on: workflow_dispatch
permissions: { contents: write, pull-requests: write }
jobs:
  one:
    runs-on: ubuntu-latest
    steps:
      - run: env | sort
      - run: echo "asked for $TOKEN"
        env: { TOKEN: '\${{ github.token }}' }
`,
    );
    const permissions: unknown[] = [];
    const mint = bench.server.mintJobToken;
    Object.assign(bench.server, {
      mintJobToken: (request: Parameters<typeof mint>[0]) => {
        permissions.push(request.permissions);
        return mint(request);
      },
    });
    const run = await bench.play('ci.yml');
    const log = bench.actions.log(run.id);
    for (const line of ['CI=true', 'GITHUB_ACTIONS=true', 'GITHUB_REF=refs/heads/main', 'GITHUB_JOB=one']) {
      expect(log).toContain(`\n${line}\n`);
    }
    expect(log).toContain(`GITHUB_API_URL=${bench.server.url}\n`);
    expect(log).toContain(`GITHUB_RUN_ID=${run.id}\n`);
    expect(log).toMatch(/RUNNER_TRACKING_ID=github_[0-9a-f-]+/);
    expect(log).not.toMatch(/^(?:GITHUB_TOKEN|ACTIONS_\w+)=/m);
    expect(log).toContain('asked for ***');
    expect(permissions).toEqual([{ contents: 'write', 'pull-requests': 'write', metadata: 'read' }]);
    expect(bench.server.tokens.size).toBe(0);
  });

  test('fails without pipefail only where GitHub does: bash by name has it, the unnamed shell has not', async () => {
    await bench.workflow(
      'ci.yml',
      `
on: workflow_dispatch
jobs:
  unnamed:
    runs-on: ubuntu-latest
    steps: [{ run: 'false | true' }]
  named:
    runs-on: ubuntu-latest
    defaults: { run: { shell: bash } }
    steps: [{ run: 'false | true' }]
`,
    );
    const run = await bench.play('ci.yml');
    expect(run.jobs.map((job) => [job.key, job.conclusion])).toEqual([
      ['unnamed', 'success'],
      ['named', 'failure'],
    ]);
  });

  test('masks secrets and added masks, reads workflow commands, and stops reading them when told', async () => {
    bench.actions.setSecret('acme/app', 'deploy_key', 's3cr3t-value');
    await bench.workflow(
      'ci.yml',
      `
on: workflow_dispatch
jobs:
  one:
    runs-on: ubuntu-latest
    outputs: { leak: '\${{ steps.a.outputs.leak }}', fine: '\${{ steps.a.outputs.fine }}' }
    steps:
      - id: a
        env: { KEY: '\${{ secrets.DEPLOY_KEY }}' }
        run: |
          echo "key is $KEY and in base64 $(printf %s "$KEY" | base64)"
          echo "::add-mask::hush-hush"
          echo "now hush-hush"
          echo "::error file=a.ts,line=1::It broke%0Abadly"
          echo "::stop-commands::tok"
          echo "::error::not an error"
          echo "::tok::"
          echo "::notice::Good news"
          echo "leak=$KEY" >> "$GITHUB_OUTPUT"
          echo "fine=1" >> "$GITHUB_OUTPUT"
`,
    );
    const run = await bench.play('ci.yml');
    const log = bench.actions.log(run.id);
    expect(log).toContain('key is *** and in base64 ***');
    expect(log).toContain('now ***');
    expect(log).not.toContain('hush-hush\nnow');
    expect(run.annotations.map(({ level, message }) => [level, message])).toEqual([
      ['error', 'It broke\nbadly'],
      ['notice', 'Good news'],
    ]);
    expect(log).toContain('::error::not an error');
    expect(run.jobs[0]?.outputs).toEqual({ fine: '1' });
  });

  test('keeps step summaries, masked and in order', async () => {
    await bench.workflow(
      'ci.yml',
      `
on: workflow_dispatch
jobs:
  one:
    runs-on: ubuntu-latest
    steps:
      - run: echo "# First" >> "$GITHUB_STEP_SUMMARY"
      - run: echo "token $T" >> "$GITHUB_STEP_SUMMARY"
        env: { T: '\${{ secrets.GITHUB_TOKEN }}' }
      - run: head -c 1100000 /dev/zero | tr '\\0' x >> "$GITHUB_STEP_SUMMARY"
`,
    );
    const run = await bench.play('ci.yml');
    expect(bench.actions.summary(run.id)).toBe('# First\n\ntoken ***\n');
    expect(run.conclusion).toBe('success');
    expect(run.annotations[0]?.message).toContain('upload aborted');
  });

  test('expands a matrix into one job per combination', async () => {
    await bench.workflow(
      'ci.yml',
      `
on: workflow_dispatch
jobs:
  one:
    runs-on: ubuntu-latest
    strategy: { matrix: { node: [20, 22], os: [a, b], exclude: [{ node: 20, os: b }] } }
    steps: [{ run: 'echo on \${{ matrix.node }}-\${{ matrix.os }}' }]
`,
    );
    const run = await bench.play('ci.yml');
    expect(run.jobs.map((job) => job.name)).toEqual(['one (20, a)', 'one (22, a)', 'one (22, b)']);
    expect(bench.actions.log(run.id)).toContain('on 22-b');
  });

  test('fails a step whose command files cannot be read, and never lets NODE_OPTIONS through', async () => {
    await bench.workflow(
      'ci.yml',
      `
on: workflow_dispatch
jobs:
  open:
    runs-on: ubuntu-latest
    steps: [{ run: 'printf "a<<END\\nnever closed\\n" >> "$GITHUB_OUTPUT"' }]
  shape:
    runs-on: ubuntu-latest
    steps: [{ run: 'echo "no sign" >> "$GITHUB_ENV"' }]
  options:
    runs-on: ubuntu-latest
    steps:
      - { run: 'echo "NODE_OPTIONS=--inspect" >> "$GITHUB_ENV"', continue-on-error: true }
      - run: 'echo "options=[$NODE_OPTIONS]"'
`,
    );
    const run = await bench.play('ci.yml');
    const messages = run.annotations.map((item) => `${item.job}: ${item.message}`).sort();
    expect(messages).toEqual([
      "open: Invalid value. Matching delimiter not found 'END'",
      "options: Can't store NODE_OPTIONS output parameter using '$GITHUB_ENV' command.",
      "shape: Invalid format 'no sign'",
    ]);
    expect(run.jobs.map((job) => job.conclusion)).toEqual(['failure', 'failure', 'success']);
    expect(bench.actions.log(run.id)).toContain('\noptions=[]');
  });
});
