import { load } from 'js-yaml';
import { z } from 'zod';
import { fail, ok, type Result } from '../../../base/result.js';
import { isRecord } from '../json.js';
import { type ActionFile, actionSchema, type WorkflowFile, workflowSchema } from './schema.js';

/** Reads a workflow file; the error is one line that names the place in it. */
export function parseWorkflow(text: string): Result<WorkflowFile, string> {
  const parsed = parse(text, workflowSchema);
  return parsed.ok ? check(parsed.value) : parsed;
}

/** Reads an `action.yml`. */
export function parseAction(text: string): Result<ActionFile, string> {
  return parse(text, actionSchema);
}

/** The events of a workflow with their settings; an event without settings has an empty record. */
export function triggersOf(file: WorkflowFile): ReadonlyMap<string, Readonly<Record<string, unknown>>> {
  if (typeof file.on === 'string') {
    return new Map([[file.on, {}]]);
  }
  if (Array.isArray(file.on)) {
    return new Map(file.on.map((name) => [name, {}]));
  }
  return new Map(Object.entries(file.on).map(([name, value]) => [name, asSettings(value)]));
}

/** `schedule` is a list in the file; here it is `{entries: [...]}`. */
function asSettings(value: unknown): Readonly<Record<string, unknown>> {
  if (Array.isArray(value)) {
    return { entries: value };
  }
  return isRecord(value) ? value : {};
}

function parse<T>(text: string, schema: z.ZodType<T>): Result<T, string> {
  let value: unknown;
  try {
    value = load(text);
  } catch (error) {
    return fail(error instanceof Error ? error.message : String(error));
  }
  const parsed = schema.safeParse(value);
  return parsed.success ? ok(parsed.data) : fail(z.prettifyError(parsed.error));
}

/** What GitHub refuses and a schema cannot say. */
function check(file: WorkflowFile): Result<WorkflowFile, string> {
  const all = [file.concurrency, ...Object.values(file.jobs).map((job) => job.concurrency)];
  for (const item of all) {
    if (typeof item === 'object' && item.queue === 'max' && item['cancel-in-progress'] === true) {
      return fail("concurrency: 'queue: max' cannot be used together with 'cancel-in-progress: true'");
    }
  }
  for (const [id, job] of Object.entries(file.jobs)) {
    const needs = typeof job.needs === 'string' ? [job.needs] : (job.needs ?? []);
    const missing = needs.find((name) => file.jobs[name] === undefined);
    if (missing !== undefined) {
      return fail(`jobs.${id}.needs: job '${missing}' does not exist`);
    }
  }
  return ok(file);
}
