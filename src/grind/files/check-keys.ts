import { z } from 'zod';
import { fail, ok, type Result } from '../../base/result.js';
import { keysAt } from '../../config/diagnose/keys-at.js';
import { nearMiss } from '../../config/diagnose/near-miss.js';
import {
  invalidValues,
  type Located,
  MOST_FINDINGS,
  placeProblem,
  uncounted,
} from '../../config/diagnose/place-problem.js';
import type { Mapping } from '../../config/mapping.js';
import type { Problem } from '../../config/problem.js';

/** What to write instead, by the key's name with its sections; numbers of list items are left out. */
type Fixes = Readonly<Record<string, string>>;

interface Checks<T> {
  readonly schema: z.ZodType<T>;
  readonly fixes: Fixes;
  /** What to say of a key that the schema does not know, where there is more to say than that. */
  readonly unknown?: Readonly<Record<string, { readonly message: string; readonly fix: string }>>;
}

/** Holds data against a schema; every problem at once, each with a way out. Unknown keys are errors, at every level. */
export function checkKeys<T>(located: Located, data: Mapping, checks: Checks<T>): Result<T, readonly Problem[]> {
  const parsed = checks.schema.safeParse(data, { reportInput: true });
  if (parsed.success) {
    return ok(parsed.data);
  }
  const { issues } = parsed.error;
  const unknown = issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys' ? issue.keys.map((key) => ({ section: issue.path.map(String), key })) : [],
  );
  const known = z.toJSONSchema(checks.schema, { io: 'input' });
  const invalid = issues.filter(({ code }) => code !== 'unrecognized_keys');
  const problems = [
    ...unknown.slice(0, MOST_FINDINGS).map((each) => unknownKey(located, each, { ...checks, known })),
    ...uncounted('error', located.file, unknown.length, 'unknown keys'),
    ...invalidValues(located, invalid),
  ];
  return fail(problems.map((problem) => withFix(problem, checks.fixes)));
}

interface Unknown {
  readonly section: readonly string[];
  readonly key: string;
}

interface Known {
  readonly known: z.core.JSONSchema.BaseSchema;
  readonly unknown?: Checks<unknown>['unknown'];
}

function unknownKey(located: Located, { section, key }: Unknown, { known: schema, unknown = {} }: Known): Problem {
  const path = [...section, key];
  const special = section.length === 0 && Object.hasOwn(unknown, key) ? unknown[key] : undefined;
  if (special !== undefined) {
    return placeProblem(located, { severity: 'error', path, message: special.message, suggestion: special.fix });
  }
  const known = keysAt(schema, section);
  const near = nearMiss(key, known);
  const meant = near === null ? '' : `Did you mean \`${near}\`? `;
  const suggestion = `${meant}Keys here are ${known.map((name) => `\`${name}\``).join(', ')}.`;
  return placeProblem(located, { severity: 'error', path, message: 'is not a known key', suggestion });
}

function withFix(problem: Problem, fixes: Fixes): Problem {
  const name = problem.path.replaceAll(/\.\d+(?=\.|$)/g, '');
  const fix = Object.hasOwn(fixes, name) ? fixes[name] : undefined;
  return { ...problem, suggestion: problem.suggestion ?? fix ?? 'Correct the value, or leave the key out.' };
}
