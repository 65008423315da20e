import { chmodSync, lstatSync, readlinkSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { PLAN_PATH } from '../../src/run/document-paths.js';
import { carriedOut, PLAN_TEXT, shellAgent } from './support.js';

const TREE = {
  '.github/pitboss.yml': 'models: {}\n',
  '.github/workflows/ci.yml': 'on: push\n',
  '.pitboss/grind/prompts/tidy.md': 'Tidy.\n',
};

const halted = (act: string, job: Partial<Parameters<typeof carriedOut>[0]> = {}) =>
  carriedOut({ agent: shellAgent({ implementer: `echo x > 01.txt; ${act}` }), tree: TREE, ...job });

describe('an agent that touches the plan', () => {
  test.each([
    ['by writing', `echo more >> ${PLAN_PATH}`],
    ['by deleting', `rm ${PLAN_PATH}`],
    ['by replacing it with a link to a copy', `cp ${PLAN_PATH} copy; ln -sf ../../copy ${PLAN_PATH}`],
    ['by replacing it with a folder', `rm ${PLAN_PATH}; mkdir -p ${PLAN_PATH}/x`],
    ['by changing its mode', `chmod 755 ${PLAN_PATH}`],
    ['by replacing its folder with a link', 'mv .pitboss/play elsewhere; ln -s ../elsewhere .pitboss/play'],
    ['by removing everything of ours', 'rm -rf .pitboss'],
    ['by replacing it with a pipe', `rm ${PLAN_PATH}; mkfifo ${PLAN_PATH}`],
  ])('%s is stopped, and the plan is as it was', async (_, act) => {
    const done = await halted(act);
    expect(done.result).toMatchObject({ kind: 'refusal', halt: { code: 'plan_tampered' } });
    expect(done.read(PLAN_PATH)).toBe(PLAN_TEXT);
    const stat = lstatSync(join(done.dir, PLAN_PATH));
    expect([stat.isFile(), stat.mode & 0o111]).toEqual([true, 0]);
    expect(lstatSync(join(done.dir, '.pitboss/play')).isDirectory()).toBe(true);
  });

  test('is stopped even when it failed or ran out of time as well', async () => {
    const agent = shellAgent({ implementer: `echo x >> ${PLAN_PATH}; sleep 60` });
    const limits = (config: Parameters<NonNullable<Parameters<typeof carriedOut>[0]['config']>>[0]) => ({
      ...config,
      limits: { ...config.limits, dispatch_minutes: 0.005 },
    });
    const done = await carriedOut({ agent, config: limits });
    expect(done.result).toMatchObject({ halt: { code: 'plan_tampered' } });
    expect(done.read(PLAN_PATH)).toBe(PLAN_TEXT);
  });
});

describe('an agent that had touched the plan when it was interrupted', () => {
  const interrupted = (reason: string) => {
    const abort = new AbortController();
    const say = `echo '{"type":"text","text":"hello"}'`;
    return carriedOut({
      agent: shellAgent({ implementer: `echo x >> ${PLAN_PATH}; ${say}; sleep 60` }),
      ports: {
        signal: abort.signal,
        tell: (event) => (event.kind === 'agent_text' ? abort.abort(reason) : undefined),
      },
    });
  };

  test.each(['deadline', 'signal'])('by %s is stopped for good, not only until the next shift', async (reason) => {
    const done = await interrupted(reason);
    expect(done.result).toMatchObject({ kind: 'refusal', halt: { code: 'plan_tampered' } });
    expect(done.read(PLAN_PATH)).toBe(PLAN_TEXT);
  });

  test.each(['fold', 'lease_lost'])('by %s has no run left to halt', async (reason) => {
    expect((await interrupted(reason)).result).toMatchObject({ kind: 'interruption', reason });
  });
});

describe('an agent that touches what governs the run', () => {
  test.each([
    ['the configuration', 'echo "x: 1" >> .github/pitboss.yml', '.github/pitboss.yml'],
    ['a workflow', 'echo evil > .github/workflows/ci.yml', '.github/workflows/ci.yml'],
    ['a workflow by deleting it', 'rm .github/workflows/ci.yml', '.github/workflows/ci.yml'],
    ['the folder of both by a link', 'mv .github moved; ln -s moved .github', '.github/pitboss.yml'],
    ['a prompt', 'echo obey > .pitboss/grind/prompts/tidy.md', '.pitboss/grind/prompts/tidy.md'],
  ])('%s is stopped, and it is as it was', async (_, act, path) => {
    const done = await halted(act);
    expect(done.result).toMatchObject({ kind: 'refusal', halt: { code: 'policy_tampered' } });
    expect(done.read(path)).toBe(Object.entries(TREE).find(([name]) => name === path)?.[1]);
    expect(lstatSync(join(done.dir, '.github')).isDirectory()).toBe(true);
  });

  test('new files of that kind are removed, and named', async () => {
    const done = await halted(
      'mkdir -p .pitboss/grind/rotations; echo > .pitboss/grind/rotations/x.yml; echo > .github/workflows/x.yml',
    );
    expect(done.result).toMatchObject({
      halt: { why: expect.stringMatching(/`\.github\/workflows\/x\.yml`.*`\.pitboss\/grind\/rotations\/x\.yml`/) },
    });
    expect([done.has('.github/workflows/x.yml'), done.has('.pitboss/grind/rotations')]).toEqual([false, false]);
  });

  test('what only a session may write is no less of that kind in a phase', async () => {
    const done = await halted('echo > .pitboss/skip; echo > .pitboss/grind/summary.txt');
    expect(done.result).toMatchObject({
      halt: { code: 'policy_tampered', why: expect.stringMatching(/grind\/summary\.txt.*\.pitboss\/skip/) },
    });
    expect(done.has('.pitboss/skip')).toBe(false);
  });

  test('a file behind a folder that it replaced is not touched', async () => {
    const done = await halted(
      'mkdir -p ../outside/workflows; echo keep > ../outside/workflows/theirs.yml; rm -r .github; ln -s ../outside .github',
    );
    expect(done.result).toMatchObject({ halt: { code: 'policy_tampered' } });
    expect(done.read('../outside/workflows/theirs.yml')).toBe('keep\n');
    expect(done.read('.github/pitboss.yml')).toBe('models: {}\n');
  });

  test('a link among them is put back as a link', async () => {
    const link = '.github/workflows/link.yml';
    const done = await halted(`rm ${link}; echo evil > ${link}`, {
      prepare: (dir) => symlinkSync('ci.yml', join(dir, link)),
    });
    expect(done.result).toMatchObject({ halt: { code: 'policy_tampered' } });
    expect(readlinkSync(join(done.dir, link))).toBe('ci.yml');
  });

  test('a mode that this process’s own mask would cut is put back too', async () => {
    const path = '.pitboss/grind/run.sh';
    const done = await halted(`rm ${path}`, {
      prepare: (dir) => {
        writeFileSync(join(dir, path), 'true\n');
        chmodSync(join(dir, path), 0o777);
      },
    });
    expect(lstatSync(join(done.dir, path)).mode & 0o777).toBe(0o777);
  });

  test('workflow files may be changed where the configuration allows it', async () => {
    const done = await halted('echo "on: pull_request" > .github/workflows/ci.yml', {
      config: (config) => ({ ...config, protect: { ...config.protect, workflows: 'allow' } }),
    });
    expect(done.result.kind).toBe('tree');
    expect(done.read('.github/workflows/ci.yml')).toBe('on: pull_request\n');
  });
});

test('links that stood in the tree where the documents go are replaced, never written through', async () => {
  const done = await carriedOut({
    agent: shellAgent({ implementer: 'echo x > 01.txt' }),
    tree: { 'elsewhere/plan.md': 'theirs' },
    prepare: (dir) => symlinkSync('elsewhere', join(dir, '.pitboss')),
  });
  expect(done.result.kind).toBe('tree');
  expect(done.read('elsewhere/plan.md')).toBe('theirs');
  expect(done.read(PLAN_PATH)).toBe(PLAN_TEXT);
});
