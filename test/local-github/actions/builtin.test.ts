import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { findArtifactFiles } from '../../../src/local-github/actions/builtin/artifact-files.js';
import { type Bench, openBench } from './bench.js';

let bench: Bench;
beforeEach(async () => {
  bench = await openBench();
});
afterEach(() => bench.dispose());

async function play(steps: string) {
  const text = `on: workflow_dispatch\njobs:\n  one:\n    runs-on: ubuntu-latest\n    steps:\n${steps}`;
  await bench.workflow('steps.yml', text);
  const run = await bench.play('steps.yml');
  return { run, log: bench.actions.log(run.id) };
}

describe('actions/checkout', () => {
  test('clones one commit of the branch, and keeps the token only when credentials are to be kept', async () => {
    await bench.server.commit('acme/app', { 'a.txt': 'one' });
    const { run, log } = await play(`
      - { uses: actions/checkout@v5, with: { persist-credentials: false } }
      - run: 'echo "$(git branch --show-current) $(git rev-list --count HEAD) $(cat a.txt)"; grep -c extraheader .git/config || true'
      - { uses: actions/checkout@v5, with: { path: kept, fetch-depth: 0 } }
      - run: 'cd kept; echo "all $(git rev-list --count HEAD)"; grep extraheader .git/config'
`);
    expect(run.conclusion).toBe('success');
    expect(log).toContain('\nmain 1 one\n0\n');
    expect(log).toContain('\nall 2\n');
    expect(log).toMatch(/extraheader = AUTHORIZATION: basic \*\*\*/);
  });

  test('takes branches, tags and commits, and says so when there is no such ref', async () => {
    const sha = await bench.server.commit('acme/app', { 'a.txt': 'one' });
    await bench.server.commit('acme/app', { 'a.txt': 'topic' }, 'topic');
    await promisify(execFile)('git', ['tag', 'v1', sha], { cwd: bench.server.git.dir('acme/app') });
    const { run, log } = await play(`
      - { uses: actions/checkout@v5, with: { ref: topic } }
      - run: 'echo "$(git branch --show-current):$(cat a.txt)"'
      - { uses: actions/checkout@v5, with: { ref: v1 } }
      - run: 'echo "tag:$(git branch --show-current):$(cat a.txt)"'
      - { uses: actions/checkout@v5, with: { ref: ${sha} } }
      - run: 'echo "sha:$(git rev-parse HEAD)"'
      - { uses: actions/checkout@v5, with: { ref: nope } }
`);
    expect(log).toContain('\ntopic:topic');
    expect(log).toContain('\ntag::one');
    expect(log).toContain(`\nsha:${sha}`);
    expect(run.annotations.map((item) => item.message)).toEqual([
      "A branch or tag with the name 'nope' could not be found",
    ]);
  });
});

describe('artifacts', () => {
  test('are copied into the run, can be fetched by a later job, and a name is taken once', async () => {
    await bench.workflow(
      'steps.yml',
      `
on: workflow_dispatch
jobs:
  make:
    runs-on: ubuntu-latest
    outputs: { id: '\${{ steps.up.outputs.artifact-id }}' }
    steps:
      - run: mkdir -p out/deep && echo 1 > out/a.txt && echo 2 > out/deep/b.txt && echo 3 > out/.hidden
      - { id: up, uses: actions/upload-artifact@v7, with: { name: result, path: out } }
      - { uses: actions/upload-artifact@v7, with: { name: result, path: out }, continue-on-error: true }
      - { uses: actions/upload-artifact@v7, with: { path: nothing/here } }
  use:
    needs: make
    runs-on: ubuntu-latest
    steps:
      - { uses: actions/download-artifact@v7, with: { name: result, path: in } }
      - run: 'echo "got $(cat in/deep/b.txt) \${{ needs.make.outputs.id != 0 }}"'
      - { uses: actions/upload-artifact@v7, with: { path: nothing/here, if-no-files-found: error } }
`,
    );
    const run = await bench.play('steps.yml');
    const [artifact, ...others] = bench.actions.artifacts(run.id);
    expect(others).toEqual([]);
    expect(artifact).toMatchObject({ name: 'result', files: ['a.txt', 'deep/b.txt'] });
    expect(await readFile(join(artifact?.directory ?? '', 'a.txt'), 'utf8')).toBe('1\n');
    expect(bench.actions.log(run.id)).toContain('\ngot 2 true');
    expect(run.annotations.map(({ level, message }) => `${level} ${message}`)).toEqual([
      expect.stringContaining('error Failed to CreateArtifact'),
      expect.stringContaining('warning No files were found'),
      expect.stringContaining('error No files were found'),
    ]);
    const listed = await bench.server.call(`GET /repos/acme/app/actions/runs/${run.id}/artifacts`);
    expect(listed.body).toMatchObject({ total_count: 1, artifacts: [{ name: 'result', id: artifact?.id }] });
  });

  test('hold files, folders and patterns below their deepest common folder; hidden ones only on demand', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'pitboss-artifact-'));
    for (const path of ['a/x.log', 'a/y.txt', 'a/.git/config', 'b/z.log']) {
      await mkdir(join(folder, path, '..'), { recursive: true });
      await writeFile(join(folder, path), path);
    }
    const find = (paths: string, hidden = false) => {
      const found = findArtifactFiles(paths, folder, hidden);
      return [found.root.slice(folder.length), ...found.files.map((path) => path.slice(folder.length + 1))];
    };
    expect(find('a')).toEqual(['/a', 'a/x.log', 'a/y.txt']);
    expect(find('a', true)).toEqual(['/a', 'a/.git/config', 'a/x.log', 'a/y.txt']);
    expect(find('a/y.txt')).toEqual(['/a', 'a/y.txt']);
    expect(find('**/*.log')).toEqual(['', 'a/x.log', 'b/z.log']);
    expect(find('a\nb\n!**/x.log')).toEqual(['', 'a/y.txt', 'b/z.log']);
    expect(find('a/.git')).toEqual(['/a/.git']);
    await rm(folder, { recursive: true });
  });
});
