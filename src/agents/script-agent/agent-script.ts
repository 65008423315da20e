import { load } from 'js-yaml';
import { z } from 'zod';
import { PitbossError } from '../../base/pitboss-error.js';
import { ROLES } from '../../run/usage.js';
import type { DispatchName } from '../first-line.js';
import { FAILURE_REASONS } from '../output/json-line.js';

const editSchema = z.union([
  z.strictObject({ path: z.string(), content: z.string() }),
  z.strictObject({ path: z.string(), append: z.string() }),
  z.strictObject({ path: z.string(), replace: z.strictObject({ from: z.string().min(1), to: z.string() }) }),
  z.strictObject({ path: z.string(), delete: z.literal(true) }),
]);
export type Edit = z.infer<typeof editSchema>;

const actionFields = {
  /** Text that the agent says. */
  output: z.array(z.string()).default([]),
  edits: z.array(editSchema).default([]),
  /** Program and arguments to start after the edits; an exit other than 0 is a failure. */
  run: z.array(z.string()).min(1).optional(),
  delay_ms: z.number().int().nonnegative().default(0),
  usage: z
    .strictObject({
      input: z.number().int().nonnegative().default(0),
      output: z.number().int().nonnegative().default(0),
      cached_input: z.number().int().nonnegative().default(0),
      cache_write: z.number().int().nonnegative().default(0),
      usd: z.number().nonnegative().default(0),
    })
    .prefault({}),
  /** Report a failure; with `exit`, end with that code instead of 0. `before_edits` leaves the tree alone. */
  fail: z
    .strictObject({
      message: z.string(),
      reason: z.enum(FAILURE_REASONS).optional(),
      exit: z.number().int().min(0).max(255).default(0),
      before_edits: z.boolean().default(false),
    })
    .optional(),
  /** Do everything else, then never end. */
  hang: z.boolean().default(false),
  /** Go on after SIGINT and SIGTERM. */
  ignore_signals: z.boolean().default(false),
};

const actionSchema = z.strictObject(actionFields);
export type Action = z.infer<typeof actionSchema>;

const stepSchema = z.strictObject({
  when: z.strictObject({
    role: z.enum(ROLES).optional(),
    unit: z.string().optional(),
    attempt: z.number().int().positive().optional(),
  }),
  ...actionFields,
});

const scriptSchema = z.strictObject({
  steps: z.array(stepSchema).default([]),
  otherwise: actionSchema.optional(),
});
export type AgentScript = z.infer<typeof scriptSchema>;

/** Reads a script; throws a PitbossError that names every problem with its place. */
export function parseAgentScript(yaml: string, file: string): AgentScript {
  const parsed = scriptSchema.safeParse(loadYaml(yaml, file) ?? {});
  if (parsed.success) {
    return parsed.data;
  }
  const problems = parsed.error.issues.map((issue) => `${issue.path.join('.') || '(top)'}: ${issue.message}`);
  throw badScript(file, problems.join('; '));
}

function loadYaml(yaml: string, file: string): unknown {
  try {
    return load(yaml);
  } catch (error) {
    throw badScript(file, error instanceof Error ? error.message : String(error));
  }
}

function badScript(file: string, why: string): PitbossError {
  return new PitbossError(
    {
      code: 'agent_script_invalid',
      what: `The agent script ${file} is not valid.`,
      why,
      fix: 'Correct the script; docs/scripted-agent.md describes its format.',
    },
    { exitCode: 2 },
  );
}

/** The first step whose conditions all hold, else `otherwise`, else null. */
export function chooseAction(script: AgentScript, name: DispatchName): Action | null {
  const step = script.steps.find(
    ({ when }) =>
      (when.role === undefined || when.role === name.role) &&
      (when.unit === undefined || when.unit === name.unit) &&
      (when.attempt === undefined || when.attempt === name.attempt),
  );
  return step ?? script.otherwise ?? null;
}

/** Puts the dispatch's own words in place of `{role}`, `{unit}` and `{attempt}`. */
export function fillPlaceholders(text: string, name: DispatchName): string {
  return text
    .replaceAll('{role}', () => name.role)
    .replaceAll('{unit}', () => name.unit)
    .replaceAll('{attempt}', () => String(name.attempt));
}
