import { z } from 'zod';
import { fail, ok, type Result } from '../../base/result.js';
import type { Plan } from '../../documents/plan.js';
import type { ImportProblem } from './import-problem.js';

export const ORIGINAL_STATE = '.pitboss/play/state.json';

const tokens = z.looseObject({ input: z.number(), output: z.number() });

/** The original's state.json; optional fields came later and have defaults there too. */
const stateSchema = z
  .looseObject({
    run_id: z.string(),
    branch: z.string(),
    original_branch: z.string().nullable().default(null),
    started_at: z.string(),
    started_phase: z.string(),
    completed: z.array(z.string()),
    attempts: z.record(z.string(), z.number()),
    token_usage: tokens.extend({ by_role: z.record(z.string(), tokens) }),
    aborted: z.boolean().default(false),
    pending_sweep: z.boolean().default(false),
    consecutive_sweeps: z.number().default(0),
    deferred_item_attempts: z.record(z.string(), z.number()).default({}),
    post_final_phase: z.boolean().default(false),
  })
  .nullable();

export interface OriginalRun {
  readonly run_id: string;
  readonly branch: string;
  readonly status: 'unfinished' | 'finished' | 'folded';
  readonly completed: readonly string[];
  readonly tokens: number;
  readonly pending_sweep: boolean;
}

/** Reads state.json; null where the original had no run. */
export function readOriginalState(text: string, plan: Plan | null): Result<OriginalRun | null, ImportProblem> {
  const problem = (what: string) =>
    fail({
      file: ORIGINAL_STATE,
      line: null,
      what,
      fix: 'Mend it, or move it away: what was committed is on its branch.',
    });
  let data: unknown;
  try {
    data = text.trim() === '' ? null : JSON.parse(text);
  } catch (error) {
    return problem(`is not valid JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  const parsed = stateSchema.safeParse(data);
  if (!parsed.success) {
    const wrong = parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'the file'}: ${message}`);
    return problem(`is not a state of the original (${wrong.join('; ')})`);
  }
  const state = parsed.data;
  if (state === null) {
    return ok(null);
  }
  return ok({
    run_id: state.run_id,
    branch: state.branch,
    status: state.aborted ? 'folded' : isFinished(state, plan) ? 'finished' : 'unfinished',
    completed: state.completed,
    tokens: state.token_usage.input + state.token_usage.output,
    pending_sweep: state.pending_sweep,
  });
}

/** Files older than the flag say it by what is completed: the plan stands on its last phase, and that one is done. */
function isFinished(state: { post_final_phase: boolean; completed: readonly string[] }, plan: Plan | null): boolean {
  const last = plan?.phases.at(-1)?.id;
  return (
    state.post_final_phase || (last !== undefined && plan?.currentPhase === last && state.completed.includes(last))
  );
}

/** What a person should know about the original's run, and how to go on with its work. */
export function runAdvice(run: OriginalRun | null, plan: Plan | null, branchExists: boolean): readonly string[] {
  if (run === null) {
    return ['the original has no run here'];
  }
  const done = run.completed.length === 0 ? 'no phase committed' : `committed: ${run.completed.join(', ')}`;
  const branch = branchExists ? `branch ${run.branch}` : `branch ${run.branch}, which does not exist here`;
  const head = `the original's run ${run.run_id} is ${run.status}: ${done}; ${branch}; ${run.tokens} tokens`;
  const current = plan?.currentPhase ?? 'that the plan names';
  switch (run.status) {
    case 'finished':
      return [head, `the plan is done; \`pitboss play\` would do phase ${current} again, so write a new plan first`];
    case 'folded':
      return [head, `a new \`pitboss play\` starts at phase ${current}, from the commit that is checked out`];
    case 'unfinished':
      return [
        head,
        `\`pitboss play\` makes a new run that starts at phase ${current}, from the commit that is checked out${branchExists ? `: \`git switch ${run.branch}\` first, to build on that work` : ''}`,
        ...(run.pending_sweep ? ['a sweep was owed; it is not taken over'] : []),
      ];
  }
}
