import { z } from 'zod';
import type { Actor } from './call.js';
import type { Hub } from './hub.js';
import type { Issue, Label, Repository } from './state.js';
import { issueView, labelView } from './views/issue.js';
import { pullView } from './views/pull.js';

export interface Labelling {
  readonly repo: Repository;
  readonly issue: Issue;
  readonly actor: Actor;
}

const labelSchema = z.union([z.string(), z.object({ name: z.string() }).transform(({ name }) => name)]);

/** Names out of the forms GitHub accepts: strings, or objects with a name. */
export function labelNames(values: readonly unknown[]): readonly string[] {
  return values.flatMap((value) => labelSchema.safeParse(value).data ?? []).filter((name) => name.trim() !== '');
}

/** A repository's label, made with GitHub's grey when it is new. */
export function ensureLabel(hub: Hub, repo: Repository, name: string): Label {
  const known = repo.labels.get(name.toLowerCase());
  if (known !== undefined) {
    return known;
  }
  const label: Label = { id: hub.state.nextId(), name, color: 'ededed', description: null };
  repo.labels.set(name.toLowerCase(), label);
  return label;
}

export function applyLabels(hub: Hub, where: Labelling, names: readonly string[]): void {
  for (const name of names) {
    const label = ensureLabel(hub, where.repo, name);
    if (!where.issue.labels.has(name.toLowerCase())) {
      where.issue.labels.add(name.toLowerCase());
      where.issue.updatedAt = hub.now();
      announce(hub, where, 'labeled', label);
    }
  }
}

export function removeLabel(hub: Hub, where: Labelling, name: string): boolean {
  const label = where.repo.labels.get(name.toLowerCase());
  if (label === undefined || !where.issue.labels.delete(name.toLowerCase())) {
    return false;
  }
  where.issue.updatedAt = hub.now();
  announce(hub, where, 'unlabeled', label);
  return true;
}

export function replaceLabels(hub: Hub, where: Labelling, names: readonly string[]): void {
  const wanted = new Set(names.map((name) => name.toLowerCase()));
  for (const name of [...where.issue.labels].filter((each) => !wanted.has(each))) {
    removeLabel(hub, where, name);
  }
  applyLabels(hub, where, names);
}

function announce(hub: Hub, { repo, issue, actor }: Labelling, action: string, label: Label): void {
  const shown = labelView(hub, repo, label);
  const { pull } = issue;
  if (pull === null) {
    hub.emit({ name: 'issues', action, repo, actor, payload: { issue: issueView(hub, repo, issue), label: shown } });
    return;
  }
  const payload = { number: issue.number, pull_request: pullView(hub, repo, { issue, pull }), label: shown };
  hub.emit({ name: 'pull_request', action, repo, actor, payload });
}
