import { existsSync, rmSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { jest } from '@jest/globals';
import { ok } from '../../src/base/result.js';
import type { Check } from './checks.js';
import type { Engine } from './engine.js';

/** The real engine, of which one check at a time can be switched off. */
export interface SwitchedEngine extends Engine {
  off: Check | null;
}

type IsOff = (check: Check) => boolean;

/** How long a limit is while it is off, in milliseconds: longer than any deceit waits, and still an end. */
const NO_LIMIT = 60_000;

/**
 * Loads the engine once, with the functions that check exchanged for ones that ask first whether their check is on. The engine knows
 * nothing of it: the test exchanges modules as they are loaded.
 */
export async function switchedEngine(): Promise<SwitchedEngine> {
  const state: { off: Check | null } = { off: null };
  const modules = [
    ...(await workModules((check) => state.off === check)),
    ...(await otherModules((check) => state.off === check)),
  ];
  // One class of errors for both copies of the engine: `instanceof` must hold across them.
  const errors = await import('../../src/base/pitboss-error.js');
  jest.resetModules();
  for (const [path, module] of [...modules, ['../../src/base/pitboss-error.js', errors] as const]) {
    jest.unstable_mockModule(path, () => module);
  }
  const { shiftScene } = await import('../shift/support.js');
  const { shellAgent } = await import('../work/support.js');
  return Object.assign(state, { shiftScene, shellAgent });
}

type Exchanged = readonly (readonly [string, object])[];

async function workModules(off: IsOff): Promise<Exchanged> {
  const files = await import('../../src/work/policy/protected-files.js');
  const changedPaths: typeof files.changedPaths = (...args) =>
    off('plan-and-policy') ? [] : files.changedPaths(...args);
  const restoreProtected: typeof files.restoreProtected = async (...args) =>
    off('restore') ? undefined : files.restoreProtected(...args);
  const documents = await import('../../src/work/documents-in-tree.js');
  const readDeferred: typeof documents.readDeferred = async (dir) =>
    off('deferred') ? ok('') : documents.readDeferred(dir);
  const tests = await import('../../src/work/tests/run-tests.js');
  const runTests: typeof tests.runTests = async (request) => {
    const outcome = await tests.runTests(request);
    return off('tests') ? { kind: 'passed', report: { ...outcome.report, passed: true } } : outcome;
  };
  const sheets = await import('../../src/work/worksheet.js');
  const openWorksheet: typeof sheets.openWorksheet = (unit) => {
    const sheet = sheets.openWorksheet(unit);
    return off('tests-kept')
      ? Object.defineProperty(sheet, 'baseTests', { get: () => undefined, set: () => {} })
      : sheet;
  };
  const progress = await import('../../src/documents/deferred-progress.js');
  const showsWork: typeof progress.showsWork = (...args) => off('change') || progress.showsWork(...args);
  return [
    ['../../src/work/policy/protected-files.js', { ...files, changedPaths, restoreProtected }],
    ['../../src/work/documents-in-tree.js', { ...documents, readDeferred }],
    ['../../src/work/tests/run-tests.js', { ...tests, runTests }],
    ['../../src/work/worksheet.js', { ...sheets, openWorksheet }],
    ['../../src/documents/deferred-progress.js', { ...progress, showsWork }],
  ];
}

async function otherModules(off: IsOff): Promise<Exchanged> {
  return [...(await agentModules(off)), ...(await landModules(off)), ...(await gitModules(off))];
}

async function agentModules(off: IsOff): Promise<Exchanged> {
  const exits = await import('../../src/agents/output/describe-exit.js');
  const exitedWell: typeof exits.exitedWell = (exit) => off('exit') || exits.exitedWell(exit);
  const lines = await import('../../src/agents/output/json-lines.js');
  const jsonLinesReader: typeof lines.jsonLinesReader = (name) => {
    const reader = lines.jsonLinesReader(name);
    const finish: typeof reader.finish = (exit) => ({
      ...reader.finish(exit),
      ...(off('last-word') ? { kind: 'completed' } : {}),
    });
    return { line: reader.line, finish };
  };
  const limits = await import('../../src/process/watch-limits.js');
  const watchLimits: typeof limits.watchLimits = (request, failed) =>
    limits.watchLimits(off('time') ? { ...request, timeoutMs: NO_LIMIT } : request, failed);
  const sweep = await import('../../src/process/marker-sweep.js');
  const left = await import('../../src/process/left-running.js');
  const leftRunning: typeof left.leftRunning = async (...args) => (off('turn') ? [] : left.leftRunning(...args));
  const killMarked: typeof sweep.killMarked = async (marker) => (off('strays') ? 0 : sweep.killMarked(marker));
  return [
    ['../../src/agents/output/describe-exit.js', { ...exits, exitedWell }],
    ['../../src/agents/output/json-lines.js', { ...lines, jsonLinesReader }],
    ['../../src/process/watch-limits.js', { ...limits, watchLimits }],
    ['../../src/process/left-running.js', { ...left, leftRunning }],
    ['../../src/process/marker-sweep.js', { ...sweep, killMarked }],
  ];
}

async function landModules(off: IsOff): Promise<Exchanged> {
  const trees = await import('../../src/land/check-tree.js');
  const checkTree: typeof trees.checkTree = async (dir, changes, rules) => {
    const halt = await trees.checkTree(dir, changes, off('secrets') ? { ...rules, secrets: [] } : rules);
    return off('tree') && halt?.code !== 'secret_found' ? null : halt;
  };
  const scan = await import('../../src/land/secret-scan.js');
  const holdsSecret: typeof scan.holdsSecret = (...args) => !off('secrets') && scan.holdsSecret(...args);
  const snapshots = await import('../../src/land/try-snapshot.js');
  const trySnapshot: typeof snapshots.trySnapshot = async (repository, base, dir) => {
    const read = await snapshots.trySnapshot(repository, base, dir);
    const { tree } = await repository.readCommit(base);
    return !read.ok && off('readable') ? ok({ tree, changes: [] }) : read;
  };
  return [
    ['../../src/land/check-tree.js', { ...trees, checkTree }],
    ['../../src/land/secret-scan.js', { ...scan, holdsSecret }],
    ['../../src/land/try-snapshot.js', { ...snapshots, trySnapshot }],
  ];
}

async function gitModules(off: IsOff): Promise<Exchanged> {
  const place = await import('../../src/git/work-tree/work-tree.js');
  const workTreeEnvironment: typeof place.workTreeEnvironment = (gitDir, dir) => ({
    ...place.workTreeEnvironment(gitDir, dir),
    ...(off('own-index') && existsSync(join(dir, '.git/index')) ? { GIT_INDEX_FILE: join(dir, '.git/index') } : {}),
    ...(off('own-settings') && existsSync(join(dir, '.git/HEAD'))
      ? { GIT_DIR: join(dir, '.git'), GIT_OBJECT_DIRECTORY: join(gitDir, 'objects') }
      : {}),
  });
  const own = await import('../../src/git/work-tree/agent-git-dir.js');
  const giveAgentGitDir: typeof own.giveAgentGitDir = async (gitDir, to) => {
    await own.giveAgentGitDir(gitDir, to);
    if (off('own-repository')) {
      rmSync(join(to.dir, '.git'), { recursive: true });
      symlinkSync(join(dirname(dirname(gitDir)), 'remote.git'), join(to.dir, '.git'));
    }
  };
  const network = await import('../../src/git/remote/network.js');
  const runNetwork: typeof network.runNetwork = (line, request) => {
    const args = request.args.map((arg) => (arg.startsWith('--force-with-lease=') ? '--force' : arg));
    return network.runNetwork(line, off('lease') ? { ...request, args } : request);
  };
  return [
    ['../../src/git/work-tree/work-tree.js', { ...place, workTreeEnvironment }],
    ['../../src/git/work-tree/agent-git-dir.js', { ...own, giveAgentGitDir }],
    ['../../src/git/remote/network.js', { ...network, runNetwork }],
  ];
}
