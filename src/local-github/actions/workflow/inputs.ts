import { fail, ok, type Result } from '../../../base/result.js';
import { isRecord } from '../json.js';
import { triggersOf } from './parse.js';
import type { WorkflowFile } from './schema.js';

type Values = Readonly<Record<string, string>>;

/**
 * Checks the inputs of a `workflow_dispatch` as GitHub does and fills in defaults.
 * Values come back as strings, the form they have in `github.event.inputs`.
 */
export function dispatchInputs(file: WorkflowFile, given: unknown): Result<Values, string> {
  const trigger = triggersOf(file).get('workflow_dispatch');
  if (trigger === undefined) {
    return fail("Workflow does not have 'workflow_dispatch' trigger");
  }
  const declared = isRecord(trigger.inputs) ? trigger.inputs : {};
  const values = isRecord(given) ? given : {};
  if (Object.keys(values).length > 25) {
    return fail('you may only define up to 25 `inputs` for a `workflow_dispatch` event');
  }
  const unexpected = Object.keys(values).filter((name) => declared[name] === undefined);
  if (unexpected.length > 0) {
    return fail(`Unexpected inputs provided: ${JSON.stringify(unexpected)}`);
  }
  const result: Record<string, string> = {};
  for (const [name, declaration] of Object.entries(declared)) {
    const one = inputValue(name, isRecord(declaration) ? declaration : {}, values[name]);
    if (!one.ok) {
      return one;
    }
    result[name] = one.value;
  }
  return ok(result);
}

function inputValue(name: string, declared: Readonly<Record<string, unknown>>, given: unknown): Result<string, string> {
  const missing = given === undefined || given === null || given === '';
  if (missing && declared.required === true && declared.default === undefined) {
    return fail(`Required input '${name}' not provided`);
  }
  const value = String((missing ? declared.default : given) ?? (declared.type === 'boolean' ? 'false' : ''));
  if (declared.type === 'boolean' && value !== 'true' && value !== 'false') {
    return fail(`Provided value '${value}' for input '${name}' is not a boolean`);
  }
  if (declared.type === 'number' && value !== '' && Number.isNaN(Number(value))) {
    return fail(`Provided value '${value}' for input '${name}' is not a number`);
  }
  const options = Array.isArray(declared.options) ? declared.options.map(String) : [];
  if (declared.type === 'choice' && value !== '' && !options.includes(value)) {
    return fail(`Provided value '${value}' for input '${name}' not in the list of allowed values`);
  }
  return ok(value);
}

/** The `inputs` context: like the event's inputs, but booleans and numbers have their own type. */
export function typedInputs(file: WorkflowFile, values: Values): Readonly<Record<string, unknown>> {
  const trigger = triggersOf(file).get('workflow_dispatch');
  const declared = isRecord(trigger?.inputs) ? trigger.inputs : {};
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => {
      const declaration = declared[name];
      const type = isRecord(declaration) ? declaration.type : 'string';
      return [name, type === 'boolean' ? value === 'true' : type === 'number' ? Number(value) : value];
    }),
  );
}
