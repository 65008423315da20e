import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Octokit } from '@octokit/rest';
import { z } from 'zod';
import { type AppProcess, startWorld, type World } from '../../demo/world.js';
import type { Bench, BenchOptions, Row } from '../row.js';
import { runChild } from '../run-child.js';
import { benchEnvironment } from '../run-git.js';
import { withFolder } from '../work-folder.js';
import { commentPayload, type Scene } from './payloads.js';

const LIMIT_MS = 100;
const OWNER = 'maintainer';
const CHATTER = 'I had a look at this and think that we should do it.';

export const webhooks: Bench = { name: 'webhooks', title: 'Webhook to acknowledgement', run };

async function run(options: BenchOptions): Promise<readonly Row[]> {
  return [...(await withApp(options, 'API up')), ...(await withApp(options, 'API down'))];
}

/** The App is a process of its own, and so is whoever measures; with the API down, its port is closed before the App starts. */
async function withApp({ project, full, say }: BenchOptions, api: 'API up' | 'API down'): Promise<readonly Row[]> {
  say(`  ${api}`);
  const world = await startWorld({ project, jobEnv: benchEnvironment() });
  try {
    const count = full ? 1_000 : 300;
    const { scene, comments } = await prepare(world, count);
    if (api === 'API down') {
      await world.github.close();
    }
    const app = await world.startApp();
    const chatter = comments.map((id) => commentPayload(scene, { id, body: CHATTER }));
    const commands = comments.map((id) => commentPayload(scene, { id, body: '/pitboss status' }));
    return [
      row(`${api}: comments without a command`, await deliver(project, { world, app }, chatter)),
      row(`${api}: comments with a command`, await deliver(project, { world, app }, commands)),
    ];
  } finally {
    await world.close();
  }
}

function row(what: string, values: readonly number[]): Row {
  return { what, unit: 'ms', values, target: { of: 'p99', atMost: LIMIT_MS } };
}

/** Writes the comments on the local GitHub beforehand, so that what the App does after its answer is its real work. */
async function prepare(world: World, count: number): Promise<{ scene: Scene; comments: readonly number[] }> {
  const { github } = world;
  const author = github.addUser(OWNER);
  const { fullName } = await github.createRepository({ owner: OWNER, name: 'sample' });
  github.installApp(fullName);
  const octokit = new Octokit({ auth: author.token, baseUrl: github.url });
  const place = { owner: OWNER, repo: 'sample' };
  const { data: issue } = await octokit.rest.issues.create({ ...place, title: 'An issue', body: 'Its text' });
  const comments: number[] = [];
  for (let index = 0; index < count; index += 1) {
    const request = { ...place, issue_number: issue.number, body: '/pitboss status' };
    comments.push((await octokit.rest.issues.createComment(request)).data.id);
  }
  const scene = { installation: github.app.installationId, ...place, issue: issue.number, author };
  return { scene, comments };
}

function deliver(
  project: string,
  { world, app }: { readonly world: World; readonly app: AppProcess },
  payloads: readonly string[],
): Promise<readonly number[]> {
  return withFolder('webhooks', async (folder) => {
    const order = join(folder, 'order.json');
    const url = `${app.url}/api/github/webhooks`;
    await writeFile(order, JSON.stringify({ url, secret: world.github.app.webhookSecret, payloads }));
    return z.array(z.number()).parse(await runChild(project, 'child-send', order));
  });
}
