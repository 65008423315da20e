import { setTimeout as pause } from 'node:timers/promises';
import { type RunRecord, runRecordSchema } from '../../../src/run/record.js';
import type { Ending } from '../point.js';
import type { Scene, World } from './world.js';

/** The workflow's own hour, as written in it. */
const CRON = '17 */6 * * *';
/** How often people and the clock look after runs that do not move before they give up. */
const MOST_ROUNDS = 6;
const LOOK_EVERY_MS = 20;
/** How long nothing may change before the story is stuck, in milliseconds. */
const PATIENCE_MS = 180_000;

/**
 * Two issues are asked to be played; a job dies where it is told to; then what happens on GitHub happens: its step or its job fails, or it
 * is cancelled; the workflow's hour comes; and a person buys back what has halted. Returns whether both runs finished.
 */
export async function tell(world: World, scene: Scene, ending: Ending): Promise<boolean> {
  const died = whenReached(world, scene, ending);
  try {
    const [first, second] = scene.issues;
    await say(scene, first, '/pitboss play');
    await quiet(world, scene, 'commands');
    await say(scene, second, '/pitboss play');
    for (let round = 0; round < MOST_ROUNDS; round += 1) {
      await quiet(world, scene, 'all');
      const records = await recordsOf(world, scene);
      if (records.length === 2 && records.every(isOver)) {
        return true;
      }
      const interrupted = records.find(({ halt }) => halt?.code === 'interrupted');
      if (interrupted?.issue == null) {
        await world.local.actions.fireSchedule(scene.fullName, CRON);
      } else {
        await say(scene, interrupted.issue, '/pitboss rebuy');
      }
    }
    return false;
  } finally {
    died.stop();
  }
}

function isOver({ status, lease }: RunRecord): boolean {
  return status === 'finished' && lease === null;
}

async function say({ octokit, at }: Scene, issue: number, body: string): Promise<void> {
  await octokit.rest.issues.createComment({ ...at, issue_number: issue, body });
}

/** Waits until no job of this repository is under way: none at all, or none that reads a command. */
async function quiet(
  { local: { github, actions } }: World,
  { fullName }: Scene,
  which: 'commands' | 'all',
): Promise<void> {
  let [seen, since] = ['', performance.now()];
  for (;;) {
    // The server starts what an event starts before it is idle; jobs of other scenes keep it busy for a moment only.
    await Promise.race([github.idle(), pause(LOOK_EVERY_MS * 10)]);
    const runs = actions.runs(fullName).filter((run) => which === 'all' || run.event !== 'workflow_dispatch');
    if (runs.every((run) => run.status === 'completed')) {
      return;
    }
    const now = runs.map(({ id, status }) => `${id} ${status} ${actions.log(id).length}`).join();
    if (now !== seen) {
      [seen, since] = [now, performance.now()];
    } else if (performance.now() - since > PATIENCE_MS) {
      throw new RangeError(`jobs of ${fullName} do not end:\n${runs.map(({ id }) => actions.log(id)).join('\n')}`);
    }
    await pause(LOOK_EVERY_MS);
  }
}

export async function recordsOf({ local: { github } }: World, { fullName }: Scene): Promise<readonly RunRecord[]> {
  const { git } = github.server;
  const tip = await git.resolve(fullName, 'refs/heads/pitboss/ledger');
  const paths = tip === null ? [] : await git.list(fullName, tip, '');
  return Promise.all(
    paths
      .filter((path) => /^runs\/[^/]+\/run\.json$/.test(path))
      .map(async (path) => runRecordSchema.parse(JSON.parse((await git.read(fullName, tip ?? '', path)) ?? ''))),
  );
}

/** Watches for the process that comes to the point and lets GitHub do its part of the ending. */
function whenReached({ local: { actions } }: World, scene: Scene, ending: Ending): { stop(): void } {
  const timer = setInterval(() => {
    const found = scene.reached();
    if (found === null) {
      return;
    }
    clearInterval(timer);
    if (ending === 'machine') {
      actions.killRunner(found.run);
      actions.concludeLost(found.run);
    }
    if (ending === 'cancelled') {
      // The step is asked to stop and cannot listen any more.
      actions.cancel(found.run);
      process.kill(-found.pid, 'SIGKILL');
    }
  }, LOOK_EVERY_MS);
  return { stop: () => clearInterval(timer) };
}
