import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createAppAuth } from '@octokit/auth-app';
import { Octokit } from '@octokit/rest';
import { type AppProcess, startWorld, type World } from '../../src/demo/world.js';
import { freshDay } from './fresh-day.js';
import { type Gate, gate } from './gate.js';
import { passingTime } from './passing-time.js';
import { setScene } from './scene.js';
import type { Scene, SceneOptions } from './scene-contract.js';
import { until } from './until.js';

/** A GitHub with a runner, and the App as its own process unless it is left out. Scenes on it do not see each other. */
export interface Stage {
  readonly world: World;
  /** The App that was started last. */
  readonly app: () => AppProcess;
  startApp(): Promise<AppProcess>;
  scene(options?: SceneOptions): Promise<Scene>;
  /** A place where a scripted agent waits until the test lets it go on. */
  gate(): Promise<Gate>;
  /** A folder of this stage, removed with it. */
  folder(): Promise<string>;
  /** GitHub's API as the App itself, for redeliveries. */
  asApp(): Octokit;
  /** Time passes for GitHub at once, for the App and for jobs from their next start on. Only where the stage's time is `passing`. */
  pass(ms: number): void;
  close(): Promise<void>;
}

const PROJECT = resolve(fileURLToPath(new URL('../..', import.meta.url)));

/** What programs of jobs see of this machine. @param programs a folder whose programs come first */
function jobEnv(programs: string | undefined): Record<string, string> {
  const { PATH = '', HOME = '', TMPDIR = tmpdir() } = process.env;
  return { PATH: programs === undefined ? PATH : `${programs}:${PATH}`, HOME, TMPDIR };
}

export interface StageOptions {
  readonly app?: boolean;
  /** The UTC day begins with the stage: for stories in which no day may end by chance. */
  readonly freshDay?: boolean;
  /** The test says when time passes: for stories in which somebody sleeps. */
  readonly passing?: boolean;
  /** Folder with programs that jobs find before those of the machine. */
  readonly programs?: string;
}

export async function openStage(options: StageOptions = {}): Promise<Stage> {
  const dir = await mkdtemp(join(tmpdir(), 'pitboss-stage-'));
  const passing = options.passing === true ? passingTime(dir) : null;
  const time = passing ?? (options.freshDay === true ? await freshDay(dir) : {});
  const world = await startWorld({ project: PROJECT, jobEnv: jobEnv(options.programs), ...time });
  const apps: AppProcess[] = [];
  let scenes = 0;
  const stage: Stage = {
    world,
    app: () => apps.at(-1) ?? missingApp(),
    async startApp() {
      const app = await world.startApp();
      apps.push(app);
      return app;
    },
    scene(wanted = {}) {
      scenes += 1;
      return setScene({ world, dir, name: `scene-${scenes}` }, wanted);
    },
    gate: async () => gate(await stage.folder()),
    folder: () => mkdtemp(join(dir, 'folder-')),
    asApp: () =>
      new Octokit({
        baseUrl: world.github.url,
        authStrategy: createAppAuth,
        auth: { appId: world.github.app.id, privateKey: world.github.app.privateKey },
      }),
    pass: (ms) => passing?.pass(ms),
    async close() {
      await world.close();
      await rm(dir, { recursive: true, force: true, maxRetries: 5 });
    },
  };
  if (options.app !== false) {
    await stage.startApp();
    // There is no repository yet, so its first look for lost commands ends with this request.
    await until('the App has looked around', () =>
      world.github.routeLog.some((entry) => entry.path === '/installation/repositories') ? true : null,
    );
    await world.github.idle();
  }
  return stage;
}

function missingApp(): never {
  throw new TypeError('this stage has no App');
}
