import type { HubEvent } from '../../contract.js';
import { matchesPatterns } from '../glob.js';
import { stringList, textAt } from '../json.js';
import { triggersOf } from './parse.js';
import type { WorkflowFile } from './schema.js';

/** Activity types that start a workflow which lists none; events not named here start it for every type. */
const DEFAULT_TYPES: Readonly<Record<string, readonly string[]>> = {
  pull_request: ['opened', 'synchronize', 'reopened'],
  pull_request_target: ['opened', 'synchronize', 'reopened'],
};

export interface TriggerQuestion {
  readonly event: Pick<HubEvent, 'name' | 'action' | 'payload'>;
  /** Paths that the push or pull request changed; asked only when the workflow filters by path. */
  readonly changedPaths: () => Promise<readonly string[]>;
}

/** Whether a workflow file is started by an event: its name, activity type, branch, tag, path and workflow filters. */
export async function isTriggered(file: WorkflowFile, question: TriggerQuestion): Promise<boolean> {
  const { event } = question;
  const settings = triggersOf(file).get(event.name);
  if (settings === undefined) {
    return false;
  }
  const types = stringList(settings.types) ?? DEFAULT_TYPES[event.name] ?? null;
  if (types !== null && event.action !== null && !types.includes(event.action)) {
    return false;
  }
  if (!refPasses(event, settings)) {
    return false;
  }
  const patterns = stringList(settings.paths);
  const ignored = stringList(settings['paths-ignore']);
  if (patterns === null && ignored === null) {
    return true;
  }
  const paths = await question.changedPaths();
  return patterns === null
    ? paths.some((path) => !matchesPatterns(path, ignored ?? []))
    : paths.some((path) => matchesPatterns(path, patterns));
}

function refPasses(event: TriggerQuestion['event'], settings: Readonly<Record<string, unknown>>): boolean {
  if (event.name === 'push') {
    return pushPasses(textAt(event.payload, 'ref') ?? '', settings);
  }
  if (event.name.startsWith('pull_request')) {
    return namePasses(textAt(event.payload, 'pull_request.base.ref') ?? '', settings, 'branches');
  }
  if (event.name === 'workflow_run') {
    const workflows = stringList(settings.workflows) ?? [];
    const name = textAt(event.payload, 'workflow_run.name') ?? '';
    const branch = textAt(event.payload, 'workflow_run.head_branch') ?? '';
    return matchesPatterns(name, workflows) && namePasses(branch, settings, 'branches');
  }
  return true;
}

/** A filter for branches alone leaves tags out, and the other way round. */
function pushPasses(ref: string, settings: Readonly<Record<string, unknown>>): boolean {
  const tag = ref.startsWith('refs/tags/');
  const kind = tag ? 'tags' : 'branches';
  const other = tag ? 'branches' : 'tags';
  const name = ref.replace(/^refs\/(?:heads|tags)\//, '');
  const filtered = settings[kind] !== undefined || settings[`${kind}-ignore`] !== undefined;
  const otherFiltered = settings[other] !== undefined || settings[`${other}-ignore`] !== undefined;
  return filtered ? namePasses(name, settings, kind) : !otherFiltered;
}

function namePasses(name: string, settings: Readonly<Record<string, unknown>>, kind: string): boolean {
  const wanted = stringList(settings[kind]);
  const ignored = stringList(settings[`${kind}-ignore`]);
  if (wanted !== null && !matchesPatterns(name, wanted)) {
    return false;
  }
  return ignored === null || !matchesPatterns(name, ignored);
}
