import type { UnitProgress } from '../progress.js';
import type { Order } from '../record.js';

/** What a unit found out about its base, as its order keeps it; what nobody looked at stays as the order has it. */
export function baseFacts(
  progress: Pick<UnitProgress, 'baseTests' | 'baseCommand' | 'notedTree'>,
): Partial<Pick<Order, 'base_tests' | 'base_command' | 'noted_tree'>> {
  const { baseTests, baseCommand, notedTree } = progress;
  return {
    ...(baseTests === undefined ? {} : { base_tests: baseTests }),
    ...(baseCommand === undefined ? {} : { base_command: baseCommand }),
    ...(notedTree === undefined ? {} : { noted_tree: notedTree }),
  };
}
