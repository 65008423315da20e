import type { Config } from '../../config/config.js';
import type { GrindMaterial } from '../../grind/rotation.js';
import { applyTrigger, ignoreTrigger } from '../../run/commands/apply-trigger.js';
import type { RunRecord } from '../../run/record.js';
import type { Trigger } from '../../run/trigger.js';
import type { Announcer } from '../progress-effects.js';
import type { Watch } from '../watch.js';
import { withCaps } from './caps.js';

export interface Steered {
  readonly watch: Pick<Watch, 'newCommands'>;
  readonly show: Pick<Announcer, 'acknowledge'>;
  readonly config: Config;
  readonly material: GrindMaterial;
  /** Aborted when a person at the terminal wants no further session. */
  readonly drain: AbortSignal | undefined;
}

/** Puts what people told a run at work into its record, at a moment when no session is; the next push carries it. `now` is ISO 8601. */
export type Steer = (record: RunRecord, now: string) => RunRecord;

/** Each command is applied once, in the order in which they were given, and its comment is told once. */
export function steering({ watch, show, config, material, drain }: Steered): Steer {
  const told = new Set<string>();
  return (record, now) => {
    const applied = new Set(record.applied_triggers);
    const words = watch.newCommands().filter((trigger) => steers(trigger) && !applied.has(trigger.key));
    const fresh = words.filter(({ key }) => !told.has(key));
    for (const { key } of fresh) {
      told.add(key);
    }
    if (fresh.length > 0) {
      show.acknowledge(fresh);
    }
    const after = words.reduce((current, trigger) => {
      const step = applyTrigger(current, trigger, now);
      return step.ok ? step.value : ignoreTrigger(current, trigger);
    }, record);
    const commanded = words.length === 0 ? after : withCaps(after, config, material);
    return drain?.aborted === true && commanded.grind !== undefined
      ? { ...commanded, grind: { ...commanded.grind, pausing: true } }
      : commanded;
  };
}

/** Taking over people's commits is for the next claim, which looks at the branch. */
function steers({ verb, adopt }: Trigger): boolean {
  return verb === 'skip' || verb === 'pause' || (verb === 'rebuy' && adopt === undefined);
}
