import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Octokit } from '@octokit/rest';
import { Command } from 'commander';
import pc from 'picocolors';
import { PitbossError } from '../base/pitboss-error.js';
import { placeOf } from '../documents/document-error.js';
import { type Plan, parsePlan } from '../documents/plan.js';
import { detectTests } from '../work/tests/detect.js';
import { collectEvidence, type Evidence, missingEvidence, newestRecord } from './evidence.js';
import { grindSample } from './grind.js';
import { plainText } from './plain-text.js';
import { grindLines } from './report-grind.js';
import { prepareSample } from './sample.js';
import { startWorld, type World } from './world.js';

interface Options {
  readonly repo?: string;
  readonly plan?: string;
  readonly agent?: string;
  readonly keep?: boolean;
}

const project = resolve(fileURLToPath(new URL('..', import.meta.url)));
const OWNER = 'maintainer';
const say = (line = ''): void => void process.stdout.write(`${line}\n`);
const step = (line: string): void => say(pc.cyan(`» ${line}`));

function options(): Options {
  return new Command('demo')
    .description('Runs the whole chain on a GitHub of its own on this machine: a comment becomes green commits.')
    .option('--repo <path>', 'a git repository of yours; a copy is used (default: a small sample)')
    .option('--plan <file>', 'a plan (default: the sample plan)')
    .option('--agent <name>', 'script or claude_code (default: what the repository configures, else script)')
    .option('--keep', 'leave the local GitHub up at the end, to look around')
    .parse()
    .opts<Options>();
}

async function readPlan(path: string): Promise<{ text: string; plan: Plan }> {
  const text = await readFile(path, 'utf8');
  const parsed = parsePlan(text);
  if (!parsed.ok) {
    const { code, what, why, fix } = parsed.error;
    throw new PitbossError({ code, what: `${placeOf(parsed.error)}: ${what}`, why, fix });
  }
  return { text, plan: parsed.value };
}

/** What programs of jobs may see of this machine. */
function jobEnv(): Record<string, string> {
  const names = ['PATH', 'HOME', 'LANG', 'TMPDIR', 'ANTHROPIC_BASE_URL'];
  return Object.fromEntries(
    names.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name] ?? '']])),
  );
}

async function demo(chosen: Options): Promise<number> {
  const { text, plan } = await readPlan(resolve(chosen.plan ?? join(project, 'examples/demo-plan.md')));
  const sample = await prepareSample({ project, repo: chosen.repo, agent: chosen.agent });
  step('Starting a GitHub on this machine: API, git over HTTP, webhooks, runner');
  const world = await startWorld({ project, jobEnv: jobEnv(), keep: chosen.keep === true });
  try {
    const { github } = world;
    const user = github.addUser(OWNER);
    const { fullName, cloneUrl } = await github.createRepository({
      owner: OWNER,
      name: 'sample',
      from: sample.dir,
      defaultBranch: sample.branch,
    });
    github.installApp(fullName);
    world.actions.setVariable(fullName, 'PITBOSS_APP', 'true');
    world.actions.setSecret(fullName, 'PITBOSS_APP_ID', String(github.app.id));
    world.actions.setSecret(fullName, 'PITBOSS_PRIVATE_KEY', github.app.privateKey);
    world.actions.setSecret(fullName, 'ANTHROPIC_API_KEY', process.env.ANTHROPIC_API_KEY ?? '');
    const app = await world.startApp();
    step(`The App listens as process ${app.pid}; the API is at ${github.url}`);
    const octokit = new Octokit({ auth: user.token, baseUrl: github.url });
    const issue = await askToPlay(octokit, text);
    follow(world);
    await untilOver(world, octokit, fullName);
    const testCommand = (await detectTests(sample.dir, undefined))?.argv ?? null;
    const evidence = await collectEvidence({
      octokit,
      owner: OWNER,
      repo: 'sample',
      issue,
      cloneUrl,
      token: user.token,
      testCommand,
      env: jobEnv(),
    });
    const code = report(evidence, plan) || (isSample(chosen) ? await grind() : 0);
    if (chosen.keep === true) {
      await lookAround(world, { cloneUrl, token: user.token, issue });
    }
    return code;
  } finally {
    await world.close();
  }
}

async function askToPlay(octokit: Octokit, plan: string): Promise<number> {
  const { data: issue } = await octokit.rest.issues.create({
    owner: OWNER,
    repo: 'sample',
    title: 'Carry out this plan',
    body: plan,
  });
  step(`Issue #${issue.number} holds the plan; commenting \`/pitboss play\` on it`);
  await octokit.rest.issues.createComment({
    owner: OWNER,
    repo: 'sample',
    issue_number: issue.number,
    body: '/pitboss play',
  });
  return issue.number;
}

/** How long nothing may move before the demo gives up, in milliseconds. */
const PATIENCE = 60_000;
const LOOK_EVERY = 200;

/** Waits until the run stands still and every machine is free. The App works after it has answered, so quiet alone is no proof. */
async function untilOver(world: World, octokit: Octokit, fullName: string): Promise<void> {
  let movedAt = Date.now();
  while (Date.now() - movedAt < PATIENCE) {
    await world.github.idle();
    const busy = world.actions.runs(fullName).some((run) => run.status !== 'completed');
    const record = busy ? null : await newestRecord({ octokit, owner: OWNER, repo: 'sample' });
    if (record !== null && record.lease === null && ['finished', 'halted', 'folded'].includes(record.status)) {
      return;
    }
    if (busy) {
      movedAt = Date.now();
    }
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY));
  }
}

/** Prints what the jobs print about the run, as it comes. */
function follow(world: World): void {
  world.actions.onLine((_, line) => {
    const found = /^\[(pitboss|agent(?::\w+)?)\] (.*)$/.exec(line);
    if (found !== null) {
      const ours = found[1] === 'pitboss';
      say(`  ${pc.dim(`[${found[1]}]`)} ${ours ? (found[2] ?? '') : pc.dim(found[2] ?? '')}`);
    }
  });
}

function report(evidence: Evidence | null, plan: Plan): number {
  if (evidence === null) {
    say(pc.red('✗ No run was recorded.'));
    return 1;
  }
  const { pull, commits, statusComment, tests, record } = evidence;
  const usd = Object.values(record.usage.by_role).reduce((sum, used) => sum + used.usd, record.usage.unsettled_usd);
  say();
  step('The status comment');
  say(plainText(statusComment ?? '(none)').replaceAll(/^/gm, '  '));
  say();
  step('The pull request');
  say(
    pull === null
      ? '  (none)'
      : `  #${pull.number} ${pull.title}\n  ${pull.url} (${pull.state}${pull.draft ? ', draft' : ', ready for review'})`,
  );
  for (const commit of commits) {
    say(`  ${pc.yellow(commit.sha.slice(0, 7))} ${commit.subject}`);
  }
  say(`  total cost: $${usd.toFixed(4)}`);
  if (tests !== null) {
    say(`  ${tests.command} on a fresh clone of the branch: ${tests.passed ? pc.green('passed') : pc.red('failed')}`);
  }
  const missing = missingEvidence(evidence, plan.phases.length);
  say(missing.length === 0 ? pc.green('\n✓ A comment became green commits.') : pc.red(`\n✗ ${missing.join('\n✗ ')}`));
  return missing.length === 0 ? 0 : 1;
}

/** The worked examples of docs/grind.md belong to the sample; somebody who shows a repository of their own came for that. */
function isSample({ repo, plan, agent }: Options): boolean {
  return repo === undefined && plan === undefined && (agent === undefined || agent === 'script');
}

async function grind(): Promise<number> {
  say();
  step('The other mode: `pitboss grind` on examples/grind, three prompts in turn, twice each');
  const { lines, missing } = grindLines(await grindSample(project, jobEnv()));
  say(lines.join('\n'));
  say(
    missing.length === 0
      ? pc.green('\n✓ Six sessions, and what did not earn its commit is not on the branch.')
      : pc.red(`\n✗ ${missing.join('\n✗ ')}`),
  );
  return missing.length === 0 ? 0 : 1;
}

async function lookAround(world: World, facts: { cloneUrl: string; token: string; issue: number }): Promise<void> {
  const { github } = world;
  const comments = `${github.url}/repos/${OWNER}/sample/issues/${facts.issue}/comments`;
  say();
  step('The local GitHub stays up; press Ctrl-C to end it');
  say(`  clone:   git clone ${facts.cloneUrl.replace('://', `://x-access-token:${facts.token}@`)}`);
  say(`  browse:  curl -s -H 'Authorization: token ${facts.token}' ${comments}`);
  say(`  comment: curl -s -H 'Authorization: token ${facts.token}' -d '{"body": "/pitboss status"}' ${comments}`);
  await new Promise<void>((resolve) => {
    for (const name of ['SIGINT', 'SIGTERM'] as const) {
      process.once(name, () => resolve());
    }
  });
}

try {
  process.exitCode = await demo(options());
} catch (error) {
  const text =
    error instanceof PitbossError
      ? `${error.what} [${error.code}]\n  ${error.why}\n  ${error.fix}`
      : String(error instanceof Error ? error.stack : error);
  process.stderr.write(`error: ${text}\n`);
  process.exitCode = 1;
}
