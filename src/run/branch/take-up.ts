import { sha256 } from '../../base/digest.js';
import type { Order, Stage } from '../record.js';
import type { BaseCommand } from '../tests/baseline.js';

/** A unit that begins again from the branch as it stands, with nothing of its former work but what it has spent. */
export function begunAnew(order: Order, base: string): Order {
  return {
    ...order,
    base,
    stage: 'setup',
    fix: 0,
    wip_sha: null,
    test_summary: null,
    audit: undefined,
    findings: [],
    weakened: undefined,
    noted_tree: undefined,
  };
}

/** The same unit keeping its tree under another name, where something that is not its own stands under the old one. */
export function keptElsewhere(order: Order): Order {
  const mark = sha256(`${order.nonce}\n${order.kept_as ?? ''}`).slice(0, 8);
  return { ...order, kept_as: `${order.unit}+${mark}` };
}

/** What a unit's base tests itself with. */
export interface BaseTests {
  readonly label: string | null;
  readonly command: BaseCommand | undefined;
}

/** A unit whose kept tree was brought onto another commit: whatever its tests said before, they say again. */
export function movedOnto(order: Order, base: string, tests: BaseTests): Order {
  return {
    ...order,
    base,
    stage: testedAgain(order.stage),
    test_summary: null,
    base_tests: tests.label,
    base_command: tests.command,
    noted_tree: undefined,
  };
}

function testedAgain(stage: Stage): Stage {
  return stage === 'setup' || stage === 'implement' ? stage : 'test';
}
