import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { HubEvent, LocalServer } from '../../contract.js';
import { at, textAt } from '../json.js';
import { triggersOf } from '../workflow/parse.js';
import type { Registry } from '../workflow/registry.js';
import { isTriggered } from '../workflow/triggers.js';
import type { Run } from './model.js';
import type { StartRequest } from './start.js';

export interface EventParts {
  readonly server: LocalServer;
  readonly registry: Registry;
  readonly start: (request: StartRequest) => Run;
}

/** Where the runs of an event stand: `ref` and `sha` of the context, and the commit whose workflow files count. */
interface Place {
  readonly ref: string;
  readonly sha: string;
}

const NO_COMMIT = /^0+$/;
const EMPTY_TREE = '4b825dc642cb6eb9a060e54bf8d69288fbee4904';
const SKIP = /\[(?:skip ci|ci skip|no ci|skip actions|actions skip)\]/i;
/** `workflow_run` starts workflows three levels deep, not further. */
const MAX_DEPTH = 3;

/** Starts the workflows that an event triggers; what a job's token caused starts none, except held pull-request runs. */
export async function startForEvent(parts: EventParts, event: HubEvent, depth: number): Promise<readonly Run[]> {
  const held = event.via === 'job';
  if (depth > MAX_DEPTH || (held && !isHeldKind(event)) || isSkipped(event)) {
    return [];
  }
  const place = await placeOf(parts.server, event);
  if (place === null) {
    return [];
  }
  const runs: Run[] = [];
  for (const workflow of await parts.registry.at(event.repository, place.sha)) {
    const question = { event, changedPaths: () => changedPaths(parts.server, event) };
    if (workflow.file !== null && (await isTriggered(workflow.file, question))) {
      const { name, payload, actor } = event;
      const cause = { event: name, payload, actor, ...place, inputs: {}, depth };
      runs.push(parts.start({ workflow, cause, held }));
    }
  }
  return runs;
}

/** Starts the workflows of the default branch that have exactly this cron line. */
export async function startSchedule(parts: EventParts, repository: string, cron: string): Promise<readonly Run[]> {
  const place = await defaultPlace(parts.server, repository);
  if (place === null) {
    return [];
  }
  const info = parts.server.repository(repository);
  const payload = { schedule: cron, repository: info };
  const actor = repository.split('/')[0] ?? '';
  const runs: Run[] = [];
  for (const workflow of await parts.registry.at(repository)) {
    const entries = workflow.file === null ? null : triggersOf(workflow.file).get('schedule')?.entries;
    if (Array.isArray(entries) && entries.some((entry) => textAt(entry, 'cron') === cron)) {
      const cause = { event: 'schedule', payload, actor, ...place, inputs: {}, depth: 0 };
      runs.push(parts.start({ workflow, cause, held: false }));
    }
  }
  return runs;
}

function isHeldKind(event: HubEvent): boolean {
  return event.name === 'pull_request' && ['opened', 'synchronize', 'reopened'].includes(event.action ?? '');
}

function isSkipped(event: HubEvent): boolean {
  return event.name === 'push' && SKIP.test(textAt(event.payload, 'head_commit.message') ?? '');
}

async function placeOf(server: LocalServer, event: HubEvent): Promise<Place | null> {
  if (event.name === 'push') {
    const ref = textAt(event.payload, 'ref') ?? '';
    const sha = textAt(event.payload, 'after') ?? '';
    return sha === '' || NO_COMMIT.test(sha) ? null : { ref, sha };
  }
  if (event.name.startsWith('pull_request') && event.name !== 'pull_request_target') {
    const sha = textAt(event.payload, 'pull_request.head.sha');
    const number = at(event.payload, 'pull_request.number') ?? at(event.payload, 'number');
    return sha === null ? null : { ref: `refs/pull/${String(number)}/merge`, sha };
  }
  return defaultPlace(server, event.repository);
}

async function defaultPlace(server: LocalServer, repository: string): Promise<Place | null> {
  const branch = server.git.defaultBranch(repository);
  const sha = await server.git.resolve(repository, branch);
  return sha === null ? null : { ref: `refs/heads/${branch}`, sha };
}

async function changedPaths(server: LocalServer, event: HubEvent): Promise<readonly string[]> {
  const push = event.name === 'push';
  const before = textAt(event.payload, push ? 'before' : 'pull_request.base.sha') ?? '';
  const after = textAt(event.payload, push ? 'after' : 'pull_request.head.sha') ?? '';
  const from = before === '' || NO_COMMIT.test(before) ? EMPTY_TREE : before;
  const range = push || from === EMPTY_TREE ? [from, after] : [`${from}...${after}`];
  const args = ['--git-dir', server.git.dir(event.repository), 'diff', '--name-only', '-z', ...range];
  const { stdout } = await promisify(execFile)('git', args, { maxBuffer: 64 * 1024 * 1024 });
  return stdout.split('\0').filter((path) => path !== '');
}
