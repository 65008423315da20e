import type { Leftover } from '../agents/contract.js';
import { showsWork } from '../documents/deferred-progress.js';
import { halts } from '../run/halts.js';
import { askedFor, type Shortfall } from '../run/units/asked-again.js';
import { dispatchRole, type RoleDispatch } from './dispatch-role.js';
import type { StageEnd } from './stage-end.js';
import type { Team } from './team.js';
import type { Worksheet } from './worksheet.js';

/** One turn of an implementer or a fixer: a stage of a unit that agents work in. */
export interface Turn {
  readonly stage: 'implement' | 'fix';
  readonly role: 'implementer' | 'fixer';
  /** Whether it must leave a change, or a deferred item that shows why none was due. */
  readonly mustChange: boolean;
  /** What to ask for, each time anew: what the first turn left is known to the second. */
  readonly ask: () => Pick<RoleDispatch, 'prompt' | 'attempt'>;
  /** Called after each dispatch that ended well, however much is missing. */
  readonly counted: () => void;
}

/**
 * Lets an agent take its turn. One that ended too early (its own commands still ran, it never looked at what they had come to, or nothing
 * changed) is asked for once more, on the tree as it stands; the record keeps that, so no crash makes it more often. The next one that
 * falls short ends the unit.
 */
export async function takeTurn(team: Team, sheet: Worksheet, turn: Turn): Promise<StageEnd> {
  const { unit, ports } = team;
  for (;;) {
    const end = await dispatchRole(unit, ports, sheet, { ...turn.ask(), role: turn.role });
    if (end.kind !== 'done') {
      return end;
    }
    turn.counted();
    const missing = await shortfall(team, sheet, turn, end.leftovers);
    if (missing === null) {
      return null;
    }
    if (askedFor(sheet.askedAgain, turn.stage) !== null) {
      const { running, unread } = missing;
      const halt = running.length + unread.length > 0 ? halts.endedEarly(running, unread) : halts.noChanges();
      return { kind: 'refused', halt };
    }
    sheet.askedAgain = [...sheet.askedAgain, { ...missing, stage: turn.stage }];
    ports.tell({ kind: 'turn_short', role: turn.role, ...missing });
    if (!(await ports.save(sheet.progress(), { required: true }))) {
      return { kind: 'unsaved' };
    }
  }
}

async function shortfall(
  { unit, ports }: Team,
  sheet: Worksheet,
  { mustChange }: Turn,
  leftovers: readonly Leftover[],
): Promise<Shortfall | null> {
  const unchanged = mustChange && !(await ports.treeChanged()) && !showsWork(unit.deferredText, sheet.deferred);
  const of = (kind: Leftover['kind']) => leftovers.filter((each) => each.kind === kind).map(({ command }) => command);
  return unchanged || leftovers.length > 0 ? { unchanged, running: of('running'), unread: of('unread') } : null;
}
