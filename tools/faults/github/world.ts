import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Octokit } from '@octokit/rest';
import { ACTION_NAME, type World as LocalWorld, startWorld } from '../../../src/demo/world.js';
import type { Point } from '../point.js';
import { CONFIG, LOOKING_SCRIPT, PLAN, SHORT_PLAN, writeProject } from '../project.js';

const PROJECT = resolve('.');
const PRELOAD = resolve('tools/faults/preload/job.cjs');
const OWNER = 'maintainer';

/** What the next jobs of a repository do; see preload/job.cjs. */
export interface Settings {
  readonly log: string | null;
  readonly point: Point | null;
  readonly dropBranch: boolean;
}

/** One repository with two issues, each with a plan. */
export interface Scene {
  readonly fullName: string;
  readonly octokit: Octokit;
  readonly at: { readonly owner: string; readonly repo: string };
  /** The issue whose run is killed, and one whose run waits for it. */
  readonly issues: readonly [number, number];
  /** The process that has come to the point: its workflow run and its id; null before. */
  reached(): { readonly run: number; readonly pid: number } | null;
}

/** A GitHub with a runner on which every job of ours loads the faults. There is no App: all that Pitboss does is done by jobs. */
export interface World {
  readonly local: LocalWorld;
  scene(settings: Settings): Promise<Scene>;
  close(): Promise<void>;
}

export async function openWorld(): Promise<World> {
  const dir = mkdtempSync(join(tmpdir(), 'pitboss-faults-'));
  const { PATH = '', HOME = '' } = process.env;
  const faults = { NODE_OPTIONS: `--require ${PRELOAD}`, PITBOSS_FAULTS_DIR: dir };
  const local = await startWorld({ project: PROJECT, jobEnv: { PATH, HOME, ...faults } });
  const octokit = new Octokit({ baseUrl: local.github.url, auth: local.github.addUser(OWNER).token, log: QUIET });
  const files = join(dir, 'project');
  const workflow = readFileSync('examples/workflow/pitboss.yml', 'utf8');
  writeProject(files, {
    // Audits are stages like any other, and those are the laptop's part; here they would only cost time.
    '.github/pitboss.yml': `${CONFIG}audit: { enabled: false }\nsweep: { audit_enabled: false }\n`,
    '.pitboss/agent-script.yml': LOOKING_SCRIPT,
    '.github/workflows/pitboss.yml': workflow.replaceAll('OWNER/pitboss@COMMIT', `${ACTION_NAME}@main`),
  });
  let scenes = 0;
  return {
    local,
    async scene(settings) {
      scenes += 1;
      const at = { owner: OWNER, repo: `scene-${scenes}` };
      const { fullName } = await local.github.createRepository({ owner: OWNER, name: at.repo, from: files });
      local.github.settings(fullName).actionsMayCreatePulls = true;
      const reached = join(dir, `${at.repo}.reached`);
      writeFileSync(join(dir, `${OWNER}--${at.repo}.json`), JSON.stringify({ ...settings, reached }));
      const issue = async (body: string): Promise<number> =>
        (await octokit.rest.issues.create({ ...at, title: 'Carry out this plan', body })).data.number;
      const issues = [await issue(PLAN), await issue(SHORT_PLAN)] as const;
      return { fullName, octokit, at, issues, reached: () => readReached(reached) };
    },
    async close() {
      await local.close();
      rmSync(dir, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

const QUIET = { debug: ignore, info: ignore, warn: ignore, error: ignore };
function ignore(): void {}

function readReached(file: string): { readonly run: number; readonly pid: number } | null {
  const text = readText(file);
  const [, run, pid] = /^(\d+) (\d+)$/.exec(text) ?? [];
  return run === undefined || pid === undefined ? null : { run: Number(run), pid: Number(pid) };
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
