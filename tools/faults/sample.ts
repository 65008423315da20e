import type { Point } from './world.js';

/** Every moment of every call; only agents and other long programs are worth a kill in their middle. */
export function pointsOf(calls: readonly string[]): readonly Point[] {
  return calls.flatMap((kind, index) => {
    const moments = kind === 'agent' ? (['before', 'during', 'after'] as const) : (['before', 'after'] as const);
    return moments.map((moment) => ({ call: index + 1, kind, moment }));
  });
}

/** So many points, at random, but every kind and moment once before any comes twice. */
export function sample(points: readonly Point[], count: number, random: () => number): readonly Point[] {
  const shuffled = points.map((point) => ({ point, at: random() })).sort((a, b) => a.at - b.at);
  const seen = new Map<string, number>();
  const ranked = shuffled.map(({ point }) => {
    const key = `${point.kind} ${point.moment}`;
    const rank = seen.get(key) ?? 0;
    seen.set(key, rank + 1);
    return { point, rank };
  });
  return ranked
    .sort((a, b) => a.rank - b.rank)
    .slice(0, count)
    .map(({ point }) => point);
}
