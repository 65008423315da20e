import type { Config } from '../../config/config.js';
import type { GrindMaterial } from '../../grind/rotation.js';
import { withBudgets } from '../../run/grind/grind-budgets.js';
import { limitsOf } from '../../run/money/limits.js';
import type { RunRecord } from '../../run/record.js';

/** Caps follow the configuration, and a grind run's budgets, at each claim and with each command, so that a raised one counts. */
export function withCaps(record: RunRecord, config: Config, material: GrindMaterial | null): RunRecord {
  const capped = { ...record, limits: { ...record.limits, ...limitsOf(config) } };
  return material === null ? capped : withBudgets(capped, config, material);
}
