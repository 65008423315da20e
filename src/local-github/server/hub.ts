import type { HubEvent, RouteHandler } from '../contract.js';
import type { Activity } from './activity.js';
import type { Actor } from './call.js';
import type { GitRepository } from './git/git-repository.js';
import type { Faults } from './http/faults.js';
import type { RouteLogEntry } from './http/route-log.js';
import type { Router } from './http/router.js';
import { missing } from './missing.js';
import type { Repository, State } from './state.js';
import { timestamp } from './state.js';
import { repositoryView } from './views/repository.js';
import { userView } from './views/user.js';
import type { Deliveries } from './webhooks/deliveries.js';

/** The parts of one running local GitHub, as routes use them. */
export interface HubParts {
  readonly state: State;
  readonly origin: string;
  readonly dataDir: string;
  readonly activity: Activity;
  readonly deliveries: Deliveries;
  readonly faults: Faults;
  readonly routeLog: RouteLogEntry[];
  readonly unknownRoutes: string[];
  readonly guestRoutes: Router<RouteHandler>;
}

export interface Happening {
  readonly name: string;
  readonly action: string | null;
  readonly repo: Repository;
  readonly payload: Readonly<Record<string, unknown>>;
  readonly actor: Actor;
}

export class Hub {
  readonly parts: HubParts;
  readonly #git = new Map<string, GitRepository>();
  readonly #listeners: ((event: HubEvent) => void)[] = [];

  constructor(parts: HubParts) {
    this.parts = parts;
  }

  get state(): State {
    return this.parts.state;
  }

  get origin(): string {
    return this.parts.origin;
  }

  now(): string {
    return timestamp(this.state);
  }

  addGit(fullName: string, git: GitRepository): void {
    this.#git.set(fullName.toLowerCase(), git);
  }

  removeGit(fullName: string): GitRepository | null {
    const git = this.#git.get(fullName.toLowerCase()) ?? null;
    this.#git.delete(fullName.toLowerCase());
    return git;
  }

  /** Git side of a repository that exists in the state. */
  git(repo: Repository): GitRepository {
    const git = this.#git.get(repo.fullName.toLowerCase());
    if (git === undefined) {
      throw missing(`git repository for ${repo.fullName}`);
    }
    return git;
  }

  gits(): readonly GitRepository[] {
    return [...this.#git.values()];
  }

  onEvent(listener: (event: HubEvent) => void): void {
    this.#listeners.push(listener);
  }

  /** Tells listeners, then the App where it is installed. The payload gets `action`, `repository` and `sender`. */
  emit(happening: Happening): void {
    const { name, action, repo, actor } = happening;
    const head = action === null ? {} : { action };
    const payload = {
      ...head,
      ...happening.payload,
      repository: repositoryView(this, repo),
      sender: userView(this, actor.account),
    };
    const event = { name, action, repository: repo.fullName, payload, actor: actor.account.login, via: actor.via };
    for (const listener of this.#listeners) {
      listener(event);
    }
    this.deliver(repo, name, payload);
  }

  deliver(repo: Repository, event: string, payload: Readonly<Record<string, unknown>>): void {
    const { app } = this.state;
    const subscribed = app.events === null || app.events.has(event);
    if (!subscribed || !app.installedOn.has(repo.fullName.toLowerCase())) {
      return;
    }
    const installation = { id: app.installationId, node_id: `MDIz${app.installationId}` };
    this.parts.deliveries.send({
      event,
      repositoryId: repo.id,
      payload: { repository: repositoryView(this, repo), ...payload, installation },
    });
  }
}
