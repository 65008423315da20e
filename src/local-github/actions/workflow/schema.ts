import { z } from 'zod';

const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);
const environment = z.record(z.string(), scalar);
const permissions = z.union([z.string(), z.record(z.string(), z.string()), z.null()]);
const concurrency = z.union([
  z.string(),
  z.looseObject({
    group: z.string(),
    'cancel-in-progress': z.union([z.boolean(), z.string()]).optional(),
    queue: z.string().optional(),
  }),
]);
const defaults = z.looseObject({
  run: z.looseObject({ shell: z.string().optional(), 'working-directory': z.string().optional() }).optional(),
});

/** One step of a job or of a composite action. */
const stepSchema = z.looseObject({
  id: z.string().optional(),
  name: z.string().optional(),
  if: scalar.optional(),
  uses: z.string().optional(),
  run: z.string().optional(),
  shell: z.string().optional(),
  with: environment.nullish(),
  env: environment.nullish(),
  'working-directory': z.string().optional(),
  'continue-on-error': z.union([z.boolean(), z.string()]).optional(),
  'timeout-minutes': z.union([z.number(), z.string()]).optional(),
});

const jobSchema = z.looseObject({
  name: z.string().optional(),
  needs: z.union([z.string(), z.array(z.string())]).optional(),
  if: scalar.optional(),
  permissions: permissions.optional(),
  env: environment.nullish(),
  defaults: defaults.optional(),
  concurrency: concurrency.optional(),
  outputs: z.record(z.string(), scalar).optional(),
  strategy: z.unknown().optional(),
  uses: z.string().optional(),
  container: z.unknown().optional(),
  services: z.unknown().optional(),
  'continue-on-error': z.union([z.boolean(), z.string()]).optional(),
  'timeout-minutes': z.union([z.number(), z.string()]).optional(),
  steps: z.array(stepSchema).optional(),
});

/** A workflow file. `on` stays a string key: the YAML reader is a 1.2 one. */
export const workflowSchema = z.looseObject({
  name: z.string().optional(),
  'run-name': z.string().optional(),
  on: z.union([z.string(), z.array(z.string()), z.record(z.string(), z.unknown())]),
  permissions: permissions.optional(),
  env: environment.nullish(),
  defaults: defaults.optional(),
  concurrency: concurrency.optional(),
  jobs: z.record(z.string(), jobSchema),
});

/** An `action.yml`. */
export const actionSchema = z.looseObject({
  name: z.string(),
  inputs: z
    .record(z.string(), z.looseObject({ required: z.boolean().optional(), default: scalar.optional() }).nullable())
    .nullish(),
  outputs: z.record(z.string(), z.looseObject({ value: scalar.optional() }).nullable()).nullish(),
  runs: z.looseObject({
    using: z.string(),
    steps: z.array(stepSchema).optional(),
    main: z.string().optional(),
  }),
});

export type StepFile = z.infer<typeof stepSchema>;
export type JobFile = z.infer<typeof jobSchema>;
export type WorkflowFile = z.infer<typeof workflowSchema>;
export type ActionFile = z.infer<typeof actionSchema>;
export type ConcurrencyFile = z.infer<typeof concurrency>;
