import { fail, ok, type Result } from '../../../base/result.js';
import { isRecord } from '../json.js';

type Combination = Readonly<Record<string, unknown>>;

/** Jobs that one matrix makes at most. */
const MOST_JOBS = 256;

/** The combinations of a resolved `strategy.matrix`, with `include` and `exclude`, or GitHub's reason to refuse it. */
export function combinations(job: string, matrix: unknown): Result<readonly Combination[], string> {
  if (!isRecord(matrix)) {
    return fail(`Strategy for job '${job}': matrix is not a map`);
  }
  const { include, exclude, ...axes } = matrix;
  const empty = Object.entries({ ...axes, include: include ?? null }).find(
    ([, values]) => Array.isArray(values) && values.length === 0,
  );
  if (empty !== undefined) {
    return fail(`Matrix vector '${empty[0]}' does not contain any values`);
  }
  const lengths = Object.values(axes).map((values) => (Array.isArray(values) ? values.length : 1));
  const product = lengths.reduce((all, length) => all * length, 1);
  // Looked at before anything is multiplied out.
  const all = product > MOST_JOBS * MOST_JOBS ? null : expanded(axes, include, exclude);
  const count = all?.length ?? product;
  if (all === null || count > MOST_JOBS) {
    const limit = `which exceeds the maximum of ${MOST_JOBS} configurations`;
    return fail(`Strategy for job '${job}' produced ${count} configurations ${limit}`);
  }
  return all.length === 0 ? fail('Matrix must define at least one vector') : ok(all);
}

function expanded(axes: Combination, include: unknown, exclude: unknown): readonly Combination[] {
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
