import { githubForm } from '../forms/github-form.js';
import { type Ending, type Point, pointsIn, ranked } from '../point.js';
import { RESERVATION_USD } from '../project.js';
import type { Outcome, Variant } from '../variant.js';
import { tell } from './story.js';
import { openWorld, type Scene, type Settings, type World } from './world.js';

const UNDISTURBED: Settings = { log: null, point: null, dropBranch: false };
const ENDINGS: readonly Ending[] = ['step', 'machine', 'cancelled'];
/** So much of each job's log is kept for whoever looks into a difference. */
const LONGEST_LOG = 1_500;

/** `/pitboss play` on GitHub without an App: the action's processes are killed, and GitHub, the clock and people go on. */
export async function openGithub(): Promise<Variant> {
  const world = await openWorld();
  const outcome = async (scene: Scene): Promise<Outcome> => ({
    ...(await githubForm(world, scene)),
    said: logsOf(world, scene),
  });
  const run = async (settings: Settings, prepare: (scene: Scene) => void = () => {}): Promise<Outcome> => {
    const scene = await world.scene(settings);
    prepare(scene);
    await tell(world, scene, settings.point?.ending ?? 'step');
    world.local.github.faults.clear();
    return outcome(scene);
  };
  return {
    name: 'github',
    reservationUsd: RESERVATION_USD,
    async undisturbed(log) {
      const scene = await world.scene({ ...UNDISTURBED, log });
      return (await tell(world, scene, 'step')) ? outcome(scene) : null;
    },
    broken: [
      { what: 'code is never pushed', run: () => run({ ...UNDISTURBED, dropBranch: true }) },
      {
        what: 'a comment that was written is not found again',
        run: () => run({ ...UNDISTURBED, point: COMMENTED }, (scene) => hideComments(world, scene)),
      },
    ],
    points: (log, random) => ranked(pointsIn(log), ENDINGS, random),
    async killedAt(point) {
      const scene = await world.scene({ ...UNDISTURBED, point });
      await tell(world, scene, point.ending);
      return scene.reached() === null ? null : outcome(scene);
    },
    close: () => world.close(),
  };
}

/** The status comment is on GitHub, and nobody knows of it yet. */
const COMMENTED: Point = {
  process: 'shift run',
  kind: 'POST /issues/:id/comments',
  nth: 1,
  moment: 'after',
  ending: 'machine',
};

function hideComments({ local: { github } }: World, { fullName }: Scene): void {
  const path = new RegExp(`^/repos/${fullName}/issues/\\d+/comments$`);
  github.faults.add({ method: 'GET', path, status: 200, body: [], times: Number.POSITIVE_INFINITY });
}

function logsOf({ local: { actions } }: World, { fullName }: Scene): string {
  return actions
    .runs(fullName)
    .map(({ id, title, conclusion }) => `== ${title}: ${conclusion}\n${actions.log(id).slice(-LONGEST_LOG)}`)
    .join('\n');
}
