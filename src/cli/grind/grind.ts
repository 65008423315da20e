import { resolve } from 'node:path';
import { endlessPrompt } from '../../run/grind/endless.js';
import { firstNonce } from '../../run/ids.js';
import { laptopTrigger } from '../play.js';
import { pullOpener } from '../pull-request/open-pull.js';
import { type CommandContext, refuseJson } from '../run-commands.js';
import { budgetsOf } from './budget-flags.js';
import { carryOut, type GrindToShift } from './carry-out.js';
import type { GrindOptions } from './grind-command.js';
import { premises } from './premises.js';
import { readGrindMaterial } from './read-material.js';
import { failingToStart, refuseBehindOthers } from './refusals.js';
import { resumed } from './resume.js';

/** `pitboss grind`: starts a grind run, or goes on with one, until it ends or is stopped. Returns the exit code. */
export async function grind(context: CommandContext, options: GrindOptions): Promise<number> {
  const run = await failingToStart(async () => {
    refuseJson(options);
    const { resume } = options;
    return resume === undefined ? fresh(context, options) : resumed(context, options, resume === true ? null : resume);
  });
  return carryOut(context, run);
}

/** Everything that can be known to be wrong is found before there is a run. */
async function fresh(context: CommandContext, options: GrindOptions): Promise<GrindToShift> {
  const { laptop, cwd } = context;
  const budgets = budgetsOf(options);
  const config = await premises(context, budgets);
  const promptsDir = options.promptsDir === undefined ? null : resolve(cwd, options.promptsDir);
  const places = { root: laptop.user.root, home: laptop.env.HOME, promptsDir };
  const material = await readGrindMaterial(places, options.rotation ?? null, config);
  const { rotation } = material;
  warnOfNoEnd(context, endlessPrompt(config, material, budgets));
  refuseBehindOthers(await laptop.inbox.read(), config);
  const pull = options.pr === true ? await pullOpener(context, laptop.user.branch) : null;
  const trigger = laptopTrigger(laptop, { verb: 'grind', runId: null, plan: null });
  await laptop.inbox.add({
    ...trigger,
    grind_request: {
      // By its name: what is configured may change before the run is taken up.
      rotation: rotation.name,
      budgets,
      carry: options.continue === true,
      ...(promptsDir === null ? {} : { prompts_dir: promptsDir }),
    },
  });
  const nonce = firstNonce(trigger.run_id);
  return { runId: trigger.run_id, nonce, sessions: 0, pull, pullRequired: options.requirePr === true };
}

/** Somebody is there to stop it, so it begins all the same. */
function warnOfNoEnd({ terminal }: CommandContext, prompt: string | null): void {
  if (prompt !== null) {
    terminal.err(
      `[pitboss] warning: nothing ends this run by itself: no budget is set, and ${prompt} may have its turn for ever; --max-cost or --max-iterations sets one, Ctrl-C pauses`,
    );
  }
}
