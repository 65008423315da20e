import { rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Octokit } from '@octokit/rest';
import { PitbossError } from '../../base/pitboss-error.js';
import { newestRecord } from '../../demo/evidence.js';
import { prepareSample } from '../../demo/sample.js';
import { startWorld, type World } from '../../demo/world.js';
import type { RunRecord } from '../../run/record.js';
import { planOf } from '../phases/fixture.js';
import { readSpans } from '../phases/programs.js';
import type { Bench, BenchOptions, Row } from '../row.js';
import { benchEnvironment } from '../run-git.js';
import { spanLength } from '../statistics.js';
import { withFolder } from '../work-folder.js';
import { type Calls, countCalls } from './calls.js';
import { makeSource } from './source.js';

const OWNER = 'maintainer';
const PHASES = 10;
const SMALL_PLAN = 3;
const PLACE = { owner: OWNER, repo: 'sample' };
const PATIENCE_MS = 120_000;

interface Run {
  /** Seconds from the comment to the pull request, until that is ready for review, and to the end of the run; without agents and tests. */
  readonly toPull: number;
  readonly toReady: number;
  readonly toEnd: number;
  readonly calls: Calls;
}

export const scriptedRun: Bench = { name: 'scripted', title: 'A scripted run of 10 phases on the local GitHub', run };

async function run({ project, full, say }: BenchOptions): Promise<readonly Row[]> {
  const firsts: Run[] = [];
  const runs: Run[] = [];
  const small: Run[] = [];
  for (let index = 0; index < (full ? 7 : 3); index += 1) {
    say(`  run ${index + 1}`);
    const [first, second, third] = await withFolder('scripted', (folder) => threeRuns(project, folder));
    firsts.push(first);
    runs.push(second);
    small.push(third);
  }
  const calls = runs.map((item) => item.calls);
  const row = (what: string, values: readonly number[], atMost: number | null, unit: Row['unit'] = ''): Row => ({
    what,
    unit,
    values,
    target: atMost === null ? null : { of: unit === 's' ? 'p50' : 'max', atMost },
  });
  return [
    row(
      'comment to pull request, without agent and tests',
      runs.map((item) => item.toPull),
      2,
      's',
    ),
    row(
      `comment to a pull request that is ready for review, ${SMALL_PLAN} phases, without agents and tests`,
      small.map((item) => item.toReady),
      2,
      's',
    ),
    row(
      'comment to the end of the run, without agents and tests',
      runs.map((item) => item.toEnd),
      null,
      's',
    ),
    row(
      'API calls of the run, the App and both steps of the job',
      calls.map(({ all }) => all),
      60,
    ),
    row(
      'API writes for the first command of a repository, which makes the ledger',
      firsts.map((item) => item.calls.perCommand),
      null,
    ),
    row(
      'API writes for a command',
      calls.map(({ perCommand }) => perCommand),
      3,
    ),
    row(
      'API writes of the job, per phase',
      calls.map(({ ofJob }) => ofJob / PHASES),
      1,
    ),
  ];
}

/** Runs in one repository, one after the other: the first command of a repository also makes the ledger, and the last plan is a small one. */
async function threeRuns(project: string, folder: string): Promise<readonly [Run, Run, Run]> {
  const log = join(folder, 'times');
  const sample = await prepareSample({ project, repo: await makeSource(folder, log), agent: undefined });
  const world = await startWorld({ project, jobEnv: benchEnvironment() });
  try {
    const { github } = world;
    const user = github.addUser(OWNER);
    const { fullName } = await github.createRepository({
      owner: OWNER,
      name: 'sample',
      from: sample.dir,
      defaultBranch: sample.branch,
    });
    github.installApp(fullName);
    world.actions.setVariable(fullName, 'PITBOSS_APP', 'true');
    world.actions.setSecret(fullName, 'PITBOSS_APP_ID', String(github.app.id));
    world.actions.setSecret(fullName, 'PITBOSS_PRIVATE_KEY', github.app.privateKey);
    await world.startApp();
    await github.idle();
    const octokit = new Octokit({ auth: user.token, baseUrl: github.url });
    const scene = { world, octokit, fullName, log };
    return [await commented(scene, PHASES), await commented(scene, PHASES), await commented(scene, SMALL_PLAN)];
  } finally {
    await world.close();
    await rm(dirname(sample.dir), { recursive: true, force: true });
  }
}

interface Scene {
  readonly world: World;
  readonly octokit: Octokit;
  readonly fullName: string;
  readonly log: string;
}

async function commented({ world, octokit, fullName, log }: Scene, phases: number): Promise<Run> {
  const { data: issue } = await octokit.rest.issues.create({ ...PLACE, title: 'A plan', body: planOf(phases) });
  await world.github.idle();
  const from = world.github.routeLog.length;
  const at = new Map<string, number>();
  world.github.server.onEvent(({ name, action }) => {
    if (name === 'pull_request') {
      at.set(action ?? '', performance.now());
    }
  });
  const jobs = shifts(world, fullName).length;
  const tested = await testSeconds(log);
  const began = performance.now();
  await octokit.rest.issues.createComment({ ...PLACE, issue_number: issue.number, body: '/pitboss play' });
  await ended({ world, fullName, jobs, until: began + PATIENCE_MS });
  const over = performance.now();
  await world.github.idle();
  const record = await newestRecord({ octokit, ...PLACE });
  if (record?.status !== 'finished') {
    throw unfinished(record);
  }
  const agents = Object.values(record.usage.by_role).reduce((sum, { seconds }) => sum + seconds, 0);
  const tests = (await testSeconds(log)) - tested;
  return {
    // The pull request is opened once the first phase has landed, and made ready once the last has.
    toPull: ((at.get('opened') ?? Number.NaN) - began) / 1000 - (agents + tests) / phases,
    toReady: ((at.get('ready_for_review') ?? Number.NaN) - began) / 1000 - agents - tests,
    toEnd: (over - began) / 1000 - agents - tests,
    calls: countCalls(world.github.routeLog, from),
  };
}

interface Wait {
  readonly world: World;
  readonly fullName: string;
  /** Jobs that there were before. */
  readonly jobs: number;
  readonly until: number;
}

/** Waits for the end of the job, without a request to the API that is measured. */
async function ended({ world, fullName, jobs, until }: Wait): Promise<void> {
  while (performance.now() < until) {
    const runs = shifts(world, fullName);
    if (runs.length > jobs && runs.every((item) => item.status === 'completed')) {
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

function shifts(world: World, fullName: string) {
  return world.actions.runs(fullName).filter((item) => item.event === 'workflow_dispatch');
}

/** What all tests so far took by their own account. */
async function testSeconds(log: string): Promise<number> {
  const spans = await readSpans(log, 'tests').catch(() => []);
  return spans.reduce((sum, span) => sum + spanLength(span), 0) / 1000;
}

function unfinished(record: RunRecord | null): PitbossError {
  return new PitbossError({
    code: 'bench_run_failed',
    what: 'The scripted run of the bench did not finish.',
    why: record === null ? 'It was never recorded.' : `It is ${record.status}: ${JSON.stringify(record.halt)}`,
    fix: 'Run `npm run demo`; the bench measures only what works.',
  });
}
