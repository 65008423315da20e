import { z } from 'zod';
import { FRESH_SCHEDULER, type SchedulerState, schedulerStateSchema } from './scheduler.js';

const metricPointSchema = z.looseObject({
  run_id: z.string(),
  seq: z.number().int().positive(),
  /** ISO 8601. */
  at: z.string(),
  before: z.number(),
  after: z.number(),
  kept: z.boolean(),
});
export type MetricPoint = z.infer<typeof metricPointSchema>;

/** Points of one prompt's metric that are kept. */
const MOST_POINTS = 200;

/** `grind/<rotation>.json`: what goes on across the runs of one rotation. */
export const rotationStateSchema = z.looseObject({
  schema: z.literal(1),
  rotation: z.string(),
  scheduler: schedulerStateSchema,
  /** The run that wrote the scheduler's state last. */
  run_id: z.string().nullable().default(null),
  metrics: z.record(z.string(), z.array(metricPointSchema)).default({}),
});
export type RotationState = z.infer<typeof rotationStateSchema>;

export function freshRotationState(rotation: string): RotationState {
  return { schema: 1, rotation, scheduler: FRESH_SCHEDULER, run_id: null, metrics: {} };
}

/** The state with a run's scheduler in it. */
export function withScheduler(state: RotationState, scheduler: SchedulerState, runId: string): RotationState {
  return { ...state, scheduler, run_id: runId };
}

/** The state with a reading of a prompt's metric; one that is known already is not added again. The oldest go. */
export function withMetric(state: RotationState, prompt: string, point: MetricPoint): RotationState {
  const known = state.metrics[prompt] ?? [];
  if (known.some(({ run_id: run, seq }) => run === point.run_id && seq === point.seq)) {
    return state;
  }
  const points = [...known, point].toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at) || a.seq - b.seq);
  return { ...state, metrics: { ...state.metrics, [prompt]: points.slice(-MOST_POINTS) } };
}
