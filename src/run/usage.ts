import { z } from 'zod';

export const ROLES = ['planner', 'implementer', 'auditor', 'fixer'] as const;
export type Role = (typeof ROLES)[number];

const count = z.number().int().nonnegative();

/** What one or more agent dispatches used. `input` is uncached input; the cached kinds do not overlap with it. Tokens are counts. */
const usageSchema = z.looseObject({
  input: count.default(0),
  cached_input: count.default(0),
  cache_write: count.default(0),
  output: count.default(0),
  /** The part of `output` that was reasoning, where the agent tells it. */
  reasoning: count.optional(),
  /** US dollars. */
  usd: z.number().nonnegative().default(0),
  dispatches: count.default(0),
  /** Wall time inside the agent, in seconds. */
  seconds: z.number().nonnegative().default(0),
});
export type Usage = z.infer<typeof usageSchema>;

/** Usage by role; a role that never ran has no entry. */
export type RoleUsage = Partial<Record<Role, Usage>>;
export const roleUsageSchema = z.partialRecord(z.enum(ROLES), usageSchema);

export const NO_USAGE: Usage = {
  input: 0,
  cached_input: 0,
  cache_write: 0,
  output: 0,
  usd: 0,
  dispatches: 0,
  seconds: 0,
};

export function addUsage(a: Usage, b: Usage): Usage {
  const reasoning = (a.reasoning ?? 0) + (b.reasoning ?? 0);
  return {
    input: a.input + b.input,
    cached_input: a.cached_input + b.cached_input,
    cache_write: a.cache_write + b.cache_write,
    output: a.output + b.output,
    ...(reasoning === 0 ? {} : { reasoning }),
    usd: roundUsd(a.usd + b.usd),
    dispatches: a.dispatches + b.dispatches,
    seconds: Math.round((a.seconds + b.seconds) * 1000) / 1000,
  };
}

export function addRoleUsage(a: RoleUsage, b: RoleUsage): RoleUsage {
  const sum: RoleUsage = {};
  for (const role of ROLES) {
    const [x, y] = [a[role], b[role]];
    if (x || y) {
      sum[role] = addUsage(x ?? NO_USAGE, y ?? NO_USAGE);
    }
  }
  return sum;
}

export function totalUsage(byRole: RoleUsage): Usage {
  return ROLES.reduce((sum, role) => addUsage(sum, byRole[role] ?? NO_USAGE), NO_USAGE);
}

/** All tokens that a cap counts: every kind of input, and output. */
export function totalTokens(usage: Usage): number {
  return usage.input + usage.cached_input + usage.cache_write + usage.output;
}

/** Dollars kept to a millionth, so that sums do not drift. */
export function roundUsd(usd: number): number {
  return Math.round(usd * 1e6) / 1e6;
}

const bookedSchema = z.looseObject({ usd: z.number().nonnegative(), tokens: count });

/** Dollars that count as spent (lost reservations included) and tokens, by UTC day. */
export type BookedByDay = Readonly<Record<string, z.infer<typeof bookedSchema>>>;
export const bookedByDaySchema = z.record(z.string(), bookedSchema);

export function addBooked(a: BookedByDay, b: BookedByDay): BookedByDay {
  const sum = { ...a };
  for (const [day, { usd, tokens }] of Object.entries(b)) {
    const known = sum[day];
    sum[day] = { ...known, usd: roundUsd((known?.usd ?? 0) + usd), tokens: (known?.tokens ?? 0) + tokens };
  }
  return sum;
}

/** The UTC day of an ISO 8601 instant, as `yyyy-mm-dd`: caps per day count by it. */
export function dayOf(iso: string): string {
  return iso.slice(0, 10);
}

/** The first instant of the UTC day after this one. */
export function nextDay(iso: string): string {
  return new Date(Date.parse(`${dayOf(iso)}T00:00:00.000Z`) + 86_400_000).toISOString();
}
