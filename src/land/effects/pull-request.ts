import { sha256 } from '../../base/digest.js';
import type { PullSnapshot } from '../../github/repository-api.js';
import { isSpent } from '../../report/grind/grind-facts.js';
import { pullRequestRegion, pullRequestTitle, withRegion } from '../../report/pull-request.js';
import { onlyBase } from '../../run/branch/moved-base.js';
import type { Effects } from '../../run/effects.js';
import type { EffectInput, EffectPorts, Moment } from './context.js';

/** Opens the pull request after the first commit, as a draft where drafts exist, and keeps our region of its body up to date. */
export async function convergePullRequest(
  ports: EffectPorts,
  input: EffectInput,
  effects: Effects,
  moment: Moment,
): Promise<Effects> {
  const { record } = input.view;
  if (!input.pullRequest || onlyBase(record)) {
    return effects;
  }
  const opened = effects.pull_request === undefined ? await open(ports, input, effects) : effects;
  if (moment !== 'end') {
    return opened;
  }
  const updated = await update(ports, input, opened);
  // A grind run may be bought more budget later; what it has landed can be reviewed all the same.
  return record.status === 'finished' || isSpent(record) ? ready(ports, updated) : updated;
}

function region(input: EffectInput): string {
  return pullRequestRegion(input.view, input.deferred, input.notes);
}

async function open(ports: EffectPorts, input: EffectInput, effects: Effects): Promise<Effects> {
  const { record } = input.view;
  const existing = await ports.api.findPull(record.branch, record.base.ref);
  if (existing !== null) {
    return remember(effects, existing, UNKNOWN);
  }
  const body = region(input);
  const request = { head: record.branch, base: record.base.ref, title: pullRequestTitle(input.view), body };
  const draft = record.status !== 'finished';
  let outcome = await ports.api.createPull({ ...request, draft });
  if (outcome.kind === 'no_drafts') {
    outcome = await ports.api.createPull({ ...request, draft: false });
  }
  if (outcome.kind === 'created') {
    ports.tell({
      kind: 'effect',
      what: `pull request #${outcome.pull.number}${outcome.pull.draft ? ' (draft)' : ''} ${outcome.pull.url}`,
    });
    return remember(effects, outcome.pull, sha256(body));
  }
  if (outcome.kind === 'exists') {
    const found = await ports.api.findPull(record.branch, record.base.ref);
    return found === null ? effects : remember(effects, found, UNKNOWN);
  }
  const message =
    outcome.kind === 'forbidden'
      ? outcome.message
      : 'GitHub has no pull request for this branch and refuses to open one.';
  ports.tell({ kind: 'warning', message: `no pull request: ${message}` });
  return { ...effects, pull_request_refused: message };
}

/** The hash of a body that somebody else, or a shift that died, may have written: it equals none of ours. */
const UNKNOWN = '';

function remember(effects: Effects, pull: PullSnapshot, hash: string): Effects {
  const { pull_request_refused: _, ...rest } = effects;
  return {
    ...rest,
    pull_request: {
      number: pull.number,
      node_id: pull.nodeId,
      url: pull.url,
      hash,
      draft: pull.draft,
    },
  };
}

async function update(ports: EffectPorts, input: EffectInput, effects: Effects): Promise<Effects> {
  const known = effects.pull_request;
  const text = region(input);
  const hash = sha256(text);
  if (known === undefined || known.hash === hash) {
    return effects;
  }
  const now = await ports.api.findPull(input.view.record.branch, input.view.record.base.ref);
  if (now === null) {
    return effects;
  }
  await ports.api.editPull(known.number, { title: pullRequestTitle(input.view), body: withRegion(now.body, text) });
  return { ...effects, pull_request: { ...known, hash, draft: now.draft } };
}

async function ready(ports: EffectPorts, effects: Effects): Promise<Effects> {
  const known = effects.pull_request;
  if (known === undefined || !known.draft) {
    return effects;
  }
  await ports.api.markReady(known.node_id);
  ports.tell({ kind: 'effect', what: `pull request #${known.number} is ready for review` });
  return { ...effects, pull_request: { ...known, draft: false } };
}
