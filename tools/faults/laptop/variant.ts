import { ledgerForm } from '../forms/ledger-form.js';
import { livePrograms } from '../forms/programs.js';
import { pointsIn, ranked } from '../point.js';
import { RESERVATION_USD } from '../project.js';
import type { Outcome, Variant } from '../variant.js';
import { copyOf, GRIND, type Job, makeWorld, PLAY, type Settings, type World } from './world.js';

const UNDISTURBED: Settings = { log: null, point: null, dropBranch: false };

/** `pitboss play` on a laptop: the program is killed, and the same command is given again until the run is over. */
export const openLaptop = () => laptopWith('laptop', PLAY);
/** The same with `pitboss grind`, gone on with by `--resume`. */
export const openGrind = () => laptopWith('grind', GRIND);

async function laptopWith(name: string, job: Job): Promise<Variant> {
  const pristine = makeWorld(job);
  const inCopy = async <T>(work: (world: World) => Promise<T>): Promise<T> => {
    const world = copyOf(pristine, job);
    try {
      return await work(world);
    } finally {
      world.dispose();
    }
  };
  return {
    name,
    reservationUsd: RESERVATION_USD,
    undisturbed: (log) =>
      inCopy(async (world) => ((await world.playWith({ ...UNDISTURBED, log })) === 0 ? outcomeOf(world, '') : null)),
    broken: [
      {
        what: 'code is never pushed',
        run: () =>
          inCopy(async (world) => {
            await world.playWith({ ...UNDISTURBED, dropBranch: true });
            return outcomeOf(world, '');
          }),
      },
    ],
    points: (log, random) => ranked(pointsIn(log), ['machine'], random),
    killedAt: (point) =>
      inCopy(async (world) => {
        const code = await world.playWith({ ...UNDISTURBED, point });
        return code === null ? outcomeOf(world, await world.playToTheEnd()) : null;
      }),
    close: async () => pristine.dispose(),
  };
}

/** All that a run leaves behind on a laptop. */
function outcomeOf({ git, root }: World, said: string): Outcome {
  const { lines, spentUsd, anonymous } = ledgerForm(git);
  const form = [
    ...lines,
    'work tree of the user',
    git('status', '--porcelain'),
    'programs that live',
    ...livePrograms(root).map(anonymous),
  ];
  return { form: form.join('\n'), spentUsd, said };
}
