import { readFileSync } from 'node:fs';
import { z } from 'zod';

const callSchema = z.object({ process: z.string(), pid: z.number(), kind: z.string() });

/** How a process of ours ends at a point; what happens around it then is for the world to do. */
export type Ending = 'step' | 'machine' | 'cancelled';

/** Where a process dies: in the nth call of a kind that it makes, at one moment of that call. */
export interface Point {
  /** `play`, `shift run`, `shift settle` … */
  readonly process: string;
  readonly kind: string;
  /** Counted from 1. */
  readonly nth: number;
  readonly moment: 'before' | 'during' | 'after';
  readonly ending: Ending;
}

export function pointName({ process, kind, nth, moment, ending }: Point): string {
  return `${process}: ${moment} ${kind} #${nth} (${ending})`;
}

/** Every moment of every call that a log tells of, without an ending. Processes of one name count as one: a run is taken up by several. */
export function pointsIn(log: string): readonly Omit<Point, 'ending'>[] {
  const lines = readFileSync(log, 'utf8').trimEnd().split('\n');
  const counts = new Map<string, number>();
  const points = new Map<string, Omit<Point, 'ending'>>();
  for (const line of lines) {
    const { process, pid, kind } = callSchema.parse(JSON.parse(line));
    const counter = `${process} ${pid} ${kind}`;
    const nth = (counts.get(counter) ?? 0) + 1;
    counts.set(counter, nth);
    for (const moment of momentsOf(kind)) {
      points.set(`${process} ${kind} ${nth} ${moment}`, { process, kind, nth, moment });
    }
  }
  return [...points.values()];
}

/** Only agents and other long programs are worth a kill in their middle. */
function momentsOf(kind: string): readonly Point['moment'][] {
  return kind === 'agent' ? ['before', 'during', 'after'] : ['before', 'after'];
}

/** The points in an order in which every kind and moment comes once before any comes twice; at random beyond that. */
export function ranked(
  points: readonly Omit<Point, 'ending'>[],
  endings: readonly Ending[],
  random: () => number,
): readonly Point[] {
  const shuffled = points.map((point) => ({ point, at: random() })).sort((a, b) => a.at - b.at);
  const seen = new Map<string, number>();
  return shuffled
    .map(({ point }, index) => {
      const key = `${point.process} ${point.kind} ${point.moment}`;
      const rank = seen.get(key) ?? 0;
      seen.set(key, rank + 1);
      return { point: { ...point, ending: endings[index % endings.length] ?? 'step' }, rank };
    })
    .sort((a, b) => a.rank - b.rank)
    .map(({ point }) => point);
}
