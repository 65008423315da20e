import type { Effects } from '../../run/effects.js';
import { convergeCheck } from './check.js';
import type { EffectInput, EffectPorts, Moment } from './context.js';
import { convergeEndComment } from './end-comment.js';
import { convergePullRequest } from './pull-request.js';
import { convergeStatusComment } from './status-comment.js';

type Step = (effects: Effects) => Promise<Effects>;

/**
 * Brings what people see in line with the record. Each step is tried on its own: one that fails is told and tried again at the
 * next moment, and never stops the run or the other steps.
 */
export async function convergeEffects(ports: EffectPorts, input: EffectInput, moment: Moment): Promise<Effects> {
  const steps: readonly (readonly [string, Step])[] = [
    ['reaction', (effects) => started(ports, input, effects)],
    ['pull request', (effects) => convergePullRequest(ports, input, effects, moment)],
    ['status comment', (effects) => convergeStatusComment(ports, input, effects)],
    ...(moment === 'end' ? endSteps(ports, input) : []),
  ];
  let effects = input.view.record.effects;
  for (const [name, step] of steps) {
    effects = await attempt(ports, name, effects, step);
  }
  return effects;
}

function endSteps(ports: EffectPorts, input: EffectInput): readonly (readonly [string, Step])[] {
  return [
    ['end comment', (effects) => convergeEndComment(ports, input, effects)],
    ['check', (effects) => convergeCheck(ports, input, effects)],
  ];
}

async function attempt(ports: EffectPorts, name: string, effects: Effects, step: Step): Promise<Effects> {
  try {
    return await step(effects);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    ports.tell({ kind: 'warning', message: `${name} not written: ${message}` });
    return effects;
  }
}

/** The rocket on the command's comment: it was taken up. Setting it twice is harmless on GitHub. */
async function started(ports: EffectPorts, input: EffectInput, effects: Effects): Promise<Effects> {
  if (effects.started === true || input.commentId === null) {
    return effects;
  }
  await ports.api.react(input.commentId, 'rocket');
  return { ...effects, started: true };
}
