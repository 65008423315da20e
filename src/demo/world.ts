import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { PitbossError } from '../base/pitboss-error.js';
import { attachActions, type LocalActions } from '../local-github/actions/index.js';
import { type LocalGithub, startLocalGithub } from '../local-github/index.js';

export interface WorldOptions {
  /** Folder of this project: holds `action.yml` and the built programs. */
  readonly project: string;
  /** Environment of jobs on the local runner; at least PATH. */
  readonly jobEnv: Readonly<Record<string, string>>;
  readonly keep?: boolean;
  /** Options of Node for each program of ours, in jobs and for the App. */
  readonly nodeOptions?: string;
  /** GitHub's time, in milliseconds since the epoch; the real one when left out. */
  readonly now?: () => number;
}

/** The name under which workflows in the local world use our action. */
export const ACTION_NAME = 'pitboss/pitboss';

/** A GitHub, a runner and the App, all on this machine: the API and the runner in this process, the App in its own. */
export interface World {
  readonly github: LocalGithub;
  readonly actions: LocalActions;
  /** Starts the App's process and points webhooks at it; resolves when it listens. */
  startApp(): Promise<AppProcess>;
  close(): Promise<void>;
}

export interface AppProcess {
  readonly pid: number;
  readonly url: string;
  /** Ends the process; the default asks it politely. */
  stop(signal?: 'SIGTERM' | 'SIGKILL'): Promise<void>;
  /** What it printed so far. */
  readonly output: () => string;
}

const listeningSchema = z.looseObject({ event: z.literal('listening'), url: z.string() });

export async function startWorld(options: WorldOptions): Promise<World> {
  const { keep = false, now = Date.now, nodeOptions } = options;
  const github = await startLocalGithub({ keep, now });
  const actions = attachActions(github.server, {
    actions: new Map([[ACTION_NAME, options.project]]),
    workDir: `${github.dataDir}/runner`,
    env: nodeOptions === undefined ? options.jobEnv : { ...options.jobEnv, NODE_OPTIONS: nodeOptions },
    maxParallelJobs: 4,
  });
  const apps = new Set<AppProcess>();
  return {
    github,
    actions,
    async startApp() {
      const app = await startApp(options, github);
      github.setWebhookUrl(`${app.url}/api/github/webhooks`);
      apps.add(app);
      return app;
    },
    async close() {
      await Promise.all([...apps].map((app) => app.stop()));
      await actions.close();
      await github.close();
    },
  };
}

async function startApp({ project, jobEnv, nodeOptions }: WorldOptions, github: LocalGithub): Promise<AppProcess> {
  const child = spawn(process.execPath, [`${project}/dist/app.js`], {
    env: {
      PATH: jobEnv.PATH ?? '',
      APP_ID: String(github.app.id),
      PRIVATE_KEY: github.app.privateKey,
      WEBHOOK_SECRET: github.app.webhookSecret,
      GITHUB_API_URL: github.url,
      HOST: '127.0.0.1',
      PORT: '0',
      LOG_LEVEL: 'info',
      NODE_ENV: 'production',
      ...(nodeOptions === undefined ? {} : { NODE_OPTIONS: nodeOptions }),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const printed: string[] = [];
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const url = await listening(child, printed, ended);
  return {
    pid: child.pid ?? 0,
    url,
    output: () => printed.join('\n'),
    async stop(signal = 'SIGTERM') {
      child.kill(signal);
      await ended;
    },
  };
}

async function listening(child: ChildProcess, printed: string[], ended: Promise<void>): Promise<string> {
  const { stdout, stderr } = child;
  if (stdout === null || stderr === null) {
    throw appFailed('its output cannot be read');
  }
  createInterface({ input: stderr }).on('line', (line) => printed.push(line));
  const started = new Promise<string>((resolve) => {
    createInterface({ input: stdout }).on('line', (line) => {
      printed.push(line);
      const parsed = line.includes('listening') ? listeningSchema.safeParse(asJson(line)) : null;
      if (parsed?.success === true) {
        resolve(parsed.data.url);
      }
    });
  });
  const url = await Promise.race([started, ended.then(() => null)]);
  if (url === null) {
    throw appFailed(printed.slice(-5).join('\n'));
  }
  return url;
}

function asJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}

function appFailed(why: string): PitbossError {
  return new PitbossError({
    code: 'app_not_started',
    what: 'The App did not start.',
    why,
    fix: 'Build the project (`npm run build`) and look at what it printed.',
  });
}
