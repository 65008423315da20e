import { notice, setFailed, setOutput, setSecret, warning } from '@actions/core';
import { context } from '@actions/github';
import { z } from 'zod';
import { credentialsFrom } from '../agents/access/credentials.js';
import { modelKeysIn, withKeyInputs } from '../agents/access/key-inputs.js';
import { PitbossError } from '../base/pitboss-error.js';
import { systemClock } from '../base/system-clock.js';
import { needsPerson, tellDeclined } from '../commands/answers/tell-declined.js';
import type { CommandLog } from '../commands/ports.js';
import { isBudgetHalt } from '../run/halts.js';
import { exitCodeOf } from '../shift/exit-code.js';
import type { ShiftOutcome } from '../shift/ports.js';
import { commandPorts, eventTask } from './event-task.js';
import { receivedFolder, sessionTask } from './fleet/session-task.js';
import { type GithubAccess, openGithub } from './github-side.js';
import { guardLogs, hasFiles, secretsHandedOver } from './guard-logs.js';
import { input, type OutputName } from './inputs.js';
import { type Job, readJob } from './job.js';
import { openJobOutput, reportFailure } from './job-output.js';
import { rememberedRun, rememberRun } from './job-state.js';
import { loadConfig } from './load-config.js';
import { settleTask } from './settle-task.js';
import { shiftDirs, shiftTask } from './shift-task.js';
import { writeSummary } from './summary.js';

const startedAt = systemClock.now();

/** Inputs of a dispatched workflow run, as `land` and the App send them. */
const dispatchSchema = z.looseObject({ 'run-id': z.string().default(''), nonce: z.string().default('') });

const print = (line: string): void => void process.stdout.write(`${line}\n`);
const log: CommandLog = {
  info: (fields, message) => print(`[pitboss] ${message} ${JSON.stringify(fields)}`),
  warn: (fields, message) => print(`[pitboss] warning: ${message} ${JSON.stringify(fields)}`),
};

function output(name: OutputName, value: string): void {
  setOutput(name, value);
}

/** The environment with the model keys that the inputs hold. */
const modelEnv = withKeyInputs(process.env, {
  'anthropic-api-key': input('anthropic-api-key'),
  'claude-code-oauth-token': input('claude-code-oauth-token'),
  'openai-api-key': input('openai-api-key'),
  'gemini-api-key': input('gemini-api-key'),
});

async function openJob(): Promise<{ job: Job; github: GithubAccess }> {
  const job = readJob(process.env);
  const [token, privateKey, modelKeys] = [input('token'), input('private-key'), modelKeysIn(modelEnv)];
  const credentials = { token, appId: input('app-id'), privateKey, modelKeys };
  for (const secret of [token, privateKey, ...modelKeys].filter((value) => value !== '')) {
    setSecret(secret);
  }
  return { job, github: await openGithub(job, credentials, systemClock) };
}

/** The first step: works on the run that was dispatched, or handles the event. */
async function run(): Promise<void> {
  const { job, github } = await openJob();
  const inputs = dispatchSchema.safeParse(context.payload.inputs ?? {});
  const runId = inputs.success ? inputs.data['run-id'] : '';
  if (job.event !== 'workflow_dispatch' || runId === '') {
    print(`[pitboss] ${await eventTask({ job, github, payload: context.payload, env: process.env, log, notice })}`);
    return;
  }
  await rememberRun(job, runId);
  output('run-id', runId);
  const stop = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.on(name, () => stop.abort());
  }
  const shown = openJobOutput(print);
  const nonce = inputs.success ? inputs.data.nonce : '';
  const tools: string[] = [];
  const noteTool = (line: string): void => {
    tools.push(line);
    print(`[pitboss] ${line}`);
  };
  const told = { tell: shown.tell, noteTool, signal: stop.signal };
  const fleet = input('fleet') === 'true';
  const shared = { job, github, runId, nonce, credentials: credentialsFrom(modelEnv), ...told, startedAt, fleet };
  if (input('task') === 'session') {
    concludeSession(await sessionTask(shared, input('session')).finally(() => shown.end()));
    return;
  }
  const task = input('task') === 'land' ? { ...shared, received: receivedFolder(job) } : shared;
  const outcome = await shiftTask(task).finally(() => shown.end());
  await conclude({ job, github, runId, tools }, outcome);
}

/** What becomes of a session is shown by the job that lands it. */
function concludeSession(done: Awaited<ReturnType<typeof sessionTask>>): void {
  if (done.kind === 'handed_over') {
    setOutput('handed-over', done.folder);
    return;
  }
  notice(done.kind === 'nothing' ? 'The run is somebody else’s now; nothing was handed over.' : done.reason);
}

type Declined = Extract<ShiftOutcome, { kind: 'declined' }>;

interface Concluding {
  readonly job: Job;
  readonly github: GithubAccess;
  readonly runId: string;
  /** What was installed for this job. */
  readonly tools: readonly string[];
}

async function conclude(at: Concluding, outcome: ShiftOutcome): Promise<void> {
  await writeSummary(at.job, outcome, { secrets: at.github.secrets, installed: at.tools });
  if (outcome.kind === 'declined' && needsPerson(outcome.code)) {
    await concludeStuck(at, outcome);
    return;
  }
  if (outcome.kind === 'declined' || outcome.kind === 'lost') {
    output('status', 'declined');
    notice(outcome.reason);
    process.exitCode = outcome.kind === 'lost' ? 1 : 0;
    return;
  }
  const { record } = outcome;
  if (outcome.kind === 'handed_out') {
    output('sessions', JSON.stringify(outcome.sessions));
    await rememberRun(at.job, at.runId, true);
  }
  output('status', record.status);
  output('branch', record.branch);
  // Money that ran out is no failure of the job: the workflow stays green, with a warning (outcome table).
  if (record.halt !== null && isBudgetHalt(record.halt)) {
    warning(record.halt.what);
    return;
  }
  if (record.halt !== null) {
    setFailed(`${record.halt.what} [${record.halt.code}]`);
    return;
  }
  process.exitCode = exitCodeOf(outcome) === 1 ? 1 : 0;
}

/** Nobody else will say why the run does not start, so this job is red and its issue is told. */
async function concludeStuck({ job, github, runId }: Concluding, { code, reason }: Declined): Promise<void> {
  output('status', 'declined');
  setFailed(`${reason} [${code}]`);
  try {
    await tellDeclined(commandPorts({ job, github, log }), { runId, code, reason });
  } catch (error) {
    log.warn({ run: runId, code, error: String(error) }, 'the issue could not be told');
  }
}

/** The second step, which always runs: completes what the first could not, and readies the transcripts for the artifact. */
async function settle(): Promise<void> {
  const { job, github } = await openJob();
  const remembered = await rememberedRun(job);
  if (remembered === null) {
    return;
  }
  const { runId, handedOut } = remembered;
  const { secrets } = github;
  if (handedOut || input('task') === 'session') {
    // The run is in the hands of other jobs; only what this one wrote down is seen to.
    const { defaultBranch } = await github.api.repository();
    secretsHandedOver(await loadConfig(github.api, defaultBranch), process.env, secrets);
    await keepLogs(job, runId, secrets);
    return;
  }
  const shown = openJobOutput(print);
  const cancelled = process.env.PITBOSS_JOB_STATUS === 'cancelled';
  const done = await settleTask({ job, github, runId, cancelled, secrets, tell: shown.tell }).finally(() =>
    shown.end(),
  );
  if (done !== 'nothing') {
    warning(`The shift of run ${runId} ended before its time; what it left was saved and the run was ${done}.`);
  }
  await keepLogs(job, runId, secrets);
}

/** Readies the transcripts for the artifact. */
async function keepLogs(job: Job, runId: string, secrets: readonly string[]): Promise<void> {
  const { logs } = shiftDirs(job, runId);
  for (const name of await guardLogs(logs, secrets)) {
    warning(`The transcript ${name} held a secret and is not kept.`);
  }
  output('logs', (await hasFiles(logs)) ? logs : '');
}

const TASKS: Readonly<Record<string, () => Promise<void>>> = { run, settle };

try {
  const task = TASKS[process.argv[2] ?? ''];
  if (task === undefined) {
    throw new PitbossError({
      code: 'unknown_task',
      what: `There is no task \`${process.argv[2] ?? ''}\`.`,
      why: `The tasks are: ${Object.keys(TASKS).join(', ')}.`,
      fix: 'Use the action as its action.yml does.',
    });
  }
  await task();
} catch (error) {
  reportFailure(error, { setFailed, print });
}
