import { describe, expect, jest, test } from '@jest/globals';
import { DECEITS } from './all.js';
import { CHECKS } from './checks.js';
import type { Deceit } from './deceit.js';
import { play } from './play.js';
import { switchedEngine } from './switched-off.js';

jest.setTimeout(2_400_000);

/** With `DECEITS=all`, every deceit is tried against every check: minutes. Without it, one that needs the check and one that does not. */
const ALL = process.env.DECEITS === 'all';

const engine = await switchedEngine();

/** Whether the deceit ends as it should, which it must not while a check that it needs is off. */
async function isCaught(deceit: Deceit): Promise<boolean> {
  const { ends, damage } = await play(engine, deceit);
  return JSON.stringify(ends) === JSON.stringify(deceit.ends) && damage.length === 0;
}

async function caughtOf(deceits: readonly Deceit[]): Promise<readonly string[]> {
  const names: string[] = [];
  for (const deceit of deceits) {
    if (await isCaught(deceit)) {
      names.push(deceit.name);
    }
  }
  return names;
}

const namesOf = (deceits: readonly Deceit[]) => deceits.map(({ name }) => name);

describe('without the check that', () => {
  test.each(Object.entries(CHECKS))('%s (%s), its deceits get through and no others', async (check, _) => {
    const needing = DECEITS.filter(({ caughtBy }) => caughtBy.some((each) => each === check));
    const others = DECEITS.filter((deceit) => !needing.includes(deceit));
    const start = Object.keys(CHECKS).indexOf(check) * 3;
    engine.off = needing[0]?.caughtBy.find((each) => each === check) ?? null;
    try {
      expect(await caughtOf(ALL ? needing : needing.slice(0, 1))).toEqual([]);
      const bystanders = ALL ? others : others.slice(start % others.length).slice(0, 1);
      expect(await caughtOf(bystanders)).toEqual(namesOf(bystanders));
    } finally {
      engine.off = null;
    }
  });
});
