import { isRecord } from '../json.js';

type Combination = Readonly<Record<string, unknown>>;

/** The combinations of a `strategy.matrix` that is written out (no expressions), with `include` and `exclude`. */
export function combinations(strategy: unknown): readonly Combination[] {
  const matrix = isRecord(strategy) && isRecord(strategy.matrix) ? strategy.matrix : null;
  if (matrix === null) {
    return [];
  }
  const { include, exclude, ...axes } = matrix;
  let all: Combination[] = Object.keys(axes).length === 0 ? [] : [{}];
  for (const [name, values] of Object.entries(axes)) {
    const list = Array.isArray(values) ? values : [values];
    all = all.flatMap((one) => list.map((value) => ({ ...one, [name]: value })));
  }
  const out = records(exclude);
  const kept = all.filter((one) => !out.some((pattern) => covers(one, pattern)));
  return withIncludes(kept, records(include), Object.keys(axes));
}

function withIncludes(
  kept: readonly Combination[],
  includes: readonly Combination[],
  axes: readonly string[],
): readonly Combination[] {
  const result = [...kept];
  const extra: Combination[] = [];
  for (const include of includes) {
    const shared = Object.fromEntries(Object.entries(include).filter(([name]) => axes.includes(name)));
    const fits = kept.map((one) => covers(one, shared));
    if (fits.includes(true)) {
      fits.forEach((fit, index) => {
        if (fit) {
          result[index] = { ...result[index], ...include };
        }
      });
    } else {
      extra.push(include);
    }
  }
  return [...result, ...extra];
}

function covers(one: Combination, pattern: Combination): boolean {
  return Object.entries(pattern).every(([name, value]) => JSON.stringify(one[name]) === JSON.stringify(value));
}

function records(value: unknown): readonly Combination[] {
  return Array.isArray(value) ? value.filter(isRecord) : [];
}
