import { mkdtemp, rm } from 'node:fs/promises';
import type { Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LocalServer } from '../contract.js';
import { Activity } from './activity.js';
import { pressCheckButton } from './check-button.js';
import type { NewRepository } from './create-repository.js';
import { createRepository } from './create-repository.js';
import { createState, DEFAULT_PERMISSIONS } from './create-state.js';
import { newToken } from './credentials.js';
import { installHooks } from './git/push-rules.js';
import { Api } from './http/api.js';
import { Faults } from './http/faults.js';
import { createListener, listen } from './http/listener.js';
import { RateLimits } from './http/rate-limits.js';
import type { RouteLogEntry } from './http/route-log.js';
import { Router } from './http/router.js';
import { Hub } from './hub.js';
import { known, localServer } from './local-server.js';
import { addRoutes } from './routes/index.js';
import type { Level, Settings } from './state.js';
import { ensureAccount, findAccount } from './state.js';
import type { Delivery } from './webhooks/deliveries.js';
import { Deliveries } from './webhooks/deliveries.js';

export interface LocalGithubOptions {
  /** Any free port when left out. */
  readonly port?: number;
  /** A fresh temporary folder when left out. */
  readonly dataDir?: string;
  /** Leaves the data where it is on `close`. */
  readonly keep?: boolean;
  /** `pitboss` when left out; the App acts as `<slug>[bot]`. */
  readonly appSlug?: string;
  readonly appPermissions?: Readonly<Record<string, string>>;
  /** Webhook events the App is subscribed to; all when left out. */
  readonly appEvents?: readonly string[];
  /** Milliseconds since the epoch; the real time when left out. */
  readonly now?: () => number;
}

export interface RepositorySettings extends Settings {
  /** Refuses pushes and API updates of refs that match a glob on full ref names, with the rule's text. */
  protect(pattern: string, message: string): void;
}

export interface LocalGithub {
  readonly url: string;
  readonly dataDir: string;
  readonly server: LocalServer;
  readonly app: {
    readonly id: number;
    readonly slug: string;
    readonly clientId: string;
    readonly privateKey: string;
    readonly webhookSecret: string;
    readonly installationId: number;
  };
  /** A user with a personal access token; adding a known login again gives another token. */
  addUser(login: string): { readonly login: string; readonly id: number; readonly token: string };
  createRepository(
    request: NewRepository,
  ): Promise<{ readonly fullName: string; readonly cloneUrl: string; readonly id: number }>;
  /** Null takes the collaborator off. */
  setPermission(fullName: string, login: string, level: Level | null): void;
  setWebhookUrl(url: string | null): void;
  installApp(fullName: string): void;
  /** A fresh installation token, as the App would mint it. */
  mintInstallationToken(permissions?: Readonly<Record<string, string>>): string;
  settings(fullName: string): RepositorySettings;
  /** A person presses a button of a check run: `check_run.requested_action`. */
  pressCheckButton(fullName: string, checkRun: number, identifier: string, login: string): void;
  readonly faults: Faults;
  readonly routeLog: readonly RouteLogEntry[];
  readonly unknownRoutes: readonly string[];
  readonly deliveries: readonly Delivery[];
  idle(): Promise<void>;
  close(): Promise<void>;
}

/** Starts a GitHub on the loopback interface: REST, the little GraphQL that is needed, webhooks and git over HTTP. */
export async function startLocalGithub(options: LocalGithubOptions = {}): Promise<LocalGithub> {
  const { appSlug = 'pitboss', appPermissions = DEFAULT_PERMISSIONS, now = Date.now } = options;
  const [state, dataDir] = await Promise.all([
    createState({ appSlug, appPermissions, appEvents: options.appEvents ?? null, now }),
    options.dataDir ?? mkdtemp(join(tmpdir(), 'local-github-')),
  ]);
  const activity = new Activity();
  const limits = new RateLimits(state);
  let ready: { hub: Hub; api: Api; limits: RateLimits } | null = null;
  const server = createListener(() => ready);
  const [port] = await Promise.all([listen(server, options.port ?? 0), installHooks(join(dataDir, 'hooks'))]);
  const hub = new Hub({
    state,
    origin: `http://127.0.0.1:${port}`,
    dataDir,
    activity,
    deliveries: new Deliveries(state, activity),
    faults: new Faults(),
    routeLog: [],
    unknownRoutes: [],
    guestRoutes: new Router(),
  });
  const api = new Api(hub);
  addRoutes(api, limits);
  ready = { hub, api, limits };
  return handle(hub, () => close(hub, server, options.keep === true));
}

function handle(hub: Hub, closing: () => Promise<void>): LocalGithub {
  const { app } = hub.state;
  return {
    url: hub.origin,
    dataDir: hub.parts.dataDir,
    server: localServer(hub),
    app,
    addUser: (login) => addUser(hub, login),
    createRepository: async (request) => {
      const { fullName, id } = await createRepository(hub, request);
      return { fullName, id, cloneUrl: `${hub.origin}/${fullName}.git` };
    },
    setPermission: (fullName, login, level) => {
      const { collaborators } = known(hub, fullName);
      if (level === null || level === 'none') {
        collaborators.delete(login.toLowerCase());
      } else {
        collaborators.set(login.toLowerCase(), level);
      }
    },
    setWebhookUrl: (url) => {
      app.webhookUrl = url;
    },
    installApp: (fullName) => {
      app.installedOn.add(known(hub, fullName).fullName.toLowerCase());
    },
    mintInstallationToken: (permissions = app.permissions) => mintInstallationToken(hub, permissions),
    settings: (fullName) => settingsOf(known(hub, fullName).settings),
    pressCheckButton: (fullName, checkRun, identifier, login) =>
      pressCheckButton(hub, known(hub, fullName), { checkRun, identifier, login }),
    faults: hub.parts.faults,
    routeLog: hub.parts.routeLog,
    unknownRoutes: hub.parts.unknownRoutes,
    deliveries: hub.parts.deliveries.log,
    idle: () => hub.parts.activity.idle(),
    close: closing,
  };
}

function addUser(hub: Hub, login: string): { login: string; id: number; token: string } {
  const { credentials } = hub.state;
  const account = ensureAccount(hub.state, login);
  const token = newToken('ghp');
  credentials.set(token, { kind: 'user', account, permissions: {}, repositories: null, expiresAt: null, token });
  return { login: account.login, id: account.id, token };
}

function mintInstallationToken(hub: Hub, permissions: Readonly<Record<string, string>>): string {
  const token = newToken('ghs');
  const account = findAccount(hub.state, `${hub.state.app.slug}[bot]`);
  const expiresAt = hub.state.now() + 3_600_000;
  const granted = { metadata: 'read', ...permissions };
  hub.state.credentials.set(token, {
    kind: 'installation',
    account,
    permissions: granted,
    repositories: null,
    expiresAt,
    token,
  });
  return token;
}

/** The live settings with a door to add rules: the same object, so that changes take effect at once. */
function settingsOf(settings: Settings): RepositorySettings {
  return Object.assign(settings, {
    protect: (pattern: string, message: string): void => {
      settings.protections.push({ pattern, message });
    },
  });
}

/** Safe to call twice: the second time there is nothing left to end. */
async function close(hub: Hub, server: Server, keep: boolean): Promise<void> {
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
  await Promise.all(hub.gits().map((git) => git.close()));
  if (!keep) {
    await rm(hub.parts.dataDir, { recursive: true, force: true, maxRetries: 3 });
  }
}
