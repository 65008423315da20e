import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createNodeMiddleware, Probot, ProbotOctokit } from 'probot';
import type { Clock } from '../base/clock.js';
import { PitbossError } from '../base/pitboss-error.js';
import type { ConfigReader, PlanReader } from '../commands/ports.js';
import { createDispatcher, type EventDispatcher } from './dispatcher.js';
import type { Settings } from './environment.js';
import { createInstallations, type OpenInbox } from './installations.js';
import { createWorkQueue, type WorkQueue } from './work-queue.js';

export interface AppOptions {
  readonly settings: Settings;
  readonly clock: Clock;
  readonly openInbox: OpenInbox;
  readonly readConfig: ConfigReader;
  readonly readPlan: PlanReader;
}

export interface App {
  /** Starts to listen, then to look for what got lost; resolves with the address when it listens. */
  start(): Promise<{ readonly url: string }>;
  /** Takes no more deliveries, gives work in hand `graceMs` to end, and stops. */
  stop(graceMs: number): Promise<void>;
  /** Resolves when all accepted work is done. */
  idle(): Promise<void>;
  reconcile(): Promise<void>;
}

/**
 * Probot's own throttling makes a write wait one to three seconds for the one before, and its retries repeat comments that exist already;
 * pacing and repetition are ours (src/github). Only the function form really switches them off.
 */
const PlainOctokit = ProbotOctokit.defaults((options: Record<string, unknown>) => ({
  ...options,
  retry: { enabled: false },
  throttle: { enabled: false },
}));

const QUEUE_CAPACITY = 5_000;
const QUEUE_WIDTH = 8;

export async function createApp(options: AppOptions): Promise<App> {
  const { settings, clock } = options;
  const { appId, privateKey, secret, baseUrl, logLevel, logFormat } = settings;
  const probot = new Probot({ appId, privateKey, secret, baseUrl, logLevel, logFormat, Octokit: PlainOctokit });
  await probot.ready();
  const log = probot.log;
  const queue = createWorkQueue({
    capacity: QUEUE_CAPACITY,
    width: QUEUE_WIDTH,
    onError: (repository, error) => log.warn({ repository, error: describe(error) }, 'work failed'),
  });
  const installations = createInstallations({
    auth: async (id) => (id === undefined ? probot.auth() : probot.auth(id)),
    ...options,
    log,
  });
  const dispatcher = createDispatcher({ queue, installations, clock, log });
  const middleware = await createNodeMiddleware((app) => subscribe(app, dispatcher), {
    probot,
    webhooksPath: settings.webhookPath,
  });
  const server = createServer((request, response) => {
    if (!answerPing(request, response)) {
      void middleware(request, response, () => response.writeHead(404).end());
    }
  });
  const failed = (error: unknown): void => log.warn({ error: describe(error) }, 'reconciliation failed');
  return appOf({ server, queue, dispatcher, settings, clock, failed });
}

interface Parts {
  readonly server: Server;
  readonly queue: WorkQueue;
  readonly dispatcher: EventDispatcher;
  readonly settings: Settings;
  readonly clock: Clock;
  readonly failed: (error: unknown) => void;
}

function appOf(parts: Parts): App {
  const { server, queue, dispatcher, settings, clock, failed } = parts;
  const stopping = new AbortController();
  const look = (): Promise<void> => dispatcher.reconcileAll().catch(failed);

  async function lookAgainAndAgain(): Promise<void> {
    while (!stopping.signal.aborted) {
      await look();
      await clock.sleep(settings.reconcileMs, stopping.signal);
    }
  }

  return {
    async start() {
      const url = await listen(server, settings);
      void lookAgainAndAgain();
      return { url };
    },
    async stop(graceMs) {
      stopping.abort();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeIdleConnections();
      const patience = new AbortController();
      await Promise.race([queue.idle(), clock.sleep(graceMs, patience.signal)]);
      patience.abort();
      queue.close();
      server.closeAllConnections();
      await closed;
    },
    idle: () => queue.idle(),
    reconcile: look,
  };
}

function subscribe(app: Probot, dispatcher: EventDispatcher): void {
  app.on('issue_comment.created', (context) => dispatcher.comment(context.payload));
  app.on('issues.labeled', (context) => dispatcher.label(context.payload));
  app.on('workflow_run.completed', (context) => dispatcher.workflowRun(context.payload));
  app.on(['installation.created', 'installation_repositories.added'], (context) =>
    dispatcher.installation(context.payload),
  );
}

/** For health checks: says that the process answers, not that GitHub does. */
function answerPing(request: IncomingMessage, response: ServerResponse): boolean {
  const isPing = request.method === 'GET' && (request.url === '/ping' || request.url === '/healthz');
  if (isPing) {
    response.writeHead(200, { 'content-type': 'text/plain' }).end('PONG');
  }
  return isPing;
}

function listen(server: Server, settings: Settings): Promise<string> {
  const { host, port } = settings;
  return new Promise((resolve, reject) => {
    server.once('error', (error) => {
      const fix = 'Choose another PORT or HOST, or stop the program that uses it.';
      reject(
        new PitbossError({
          code: 'cannot_listen',
          what: `The App cannot listen on ${host}:${port}.`,
          why: error.message,
          fix,
        }),
      );
    });
    server.listen({ host, port }, () => {
      const address = server.address();
      const actual = typeof address === 'object' && address !== null ? address.port : port;
      resolve(`http://${host}:${actual}`);
    });
  });
}

function describe(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
