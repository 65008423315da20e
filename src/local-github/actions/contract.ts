import type { Clock } from '../../base/clock.js';
import type { Artifact } from './host/artifacts.js';
import type { Timings } from './host/process.js';
import type { RunView } from './runs/model.js';
import type { LineListener } from './runs/store.js';

export interface ActionsOptions {
  /** `owner/name` to the directory with its `action.yml`; goes before the built-in actions. */
  readonly actions: ReadonlyMap<string, string>;
  /** Folder for machines, tools and artifacts; made if absent. */
  readonly workDir: string;
  /** What programs of jobs get besides the runner's own variables: at least PATH. */
  readonly env: Readonly<Record<string, string>>;
  /** Jobs that run at the same time, over all repositories. */
  readonly maxParallelJobs: number;
  /** GitHub's times when left out: 7.5 s, 2.5 s, 5 s, and 5 min for a cancelled job. */
  readonly timings?: Partial<Timings> & { readonly cancelLimitMs?: number };
  readonly clock?: Clock;
  /** Permissions of a job's token where workflow and job name none. Default: `contents: read`, `packages: read`. */
  readonly defaultPermissions?: Readonly<Record<string, string>>;
}

/** GitHub Actions of a local server. Methods that take a run id ignore ids that do not exist, unless they return a run. */
export interface LocalActions {
  runs(repository?: string): readonly RunView[];
  run(id: number): RunView | null;
  /** As `POST …/cancel`; false when the run was completed already. */
  cancel(id: number): boolean;
  /** Repeats a completed run, or releases a held one. */
  rerun(id: number): void;
  /** The machines of a run (or of its job with this name) die: all processes at once, nothing more is reported. The run stays in progress. */
  killRunner(id: number, job?: string): void;
  /** GitHub notices dead machines: their jobs fail, and what depends on them goes on. */
  concludeLost(id: number): void;
  /** Starts the workflows with exactly this cron line; returns the ids of their runs. */
  fireSchedule(repository: string, cron: string): Promise<readonly number[]>;
  setSecret(repository: string, name: string, value: string): void;
  setVariable(repository: string, name: string, value: string): void;
  /** All step summaries of a run, in order. */
  summary(id: number): string;
  log(id: number): string;
  /** Every line of every log as it comes; the returned function ends it. */
  onLine(listener: LineListener): () => void;
  /** Resolves with the first state of the run that fits. Rejects when the service is closed before. */
  waitFor(id: number, predicate: (run: RunView) => boolean): Promise<RunView>;
  artifacts(id: number): readonly Artifact[];
  /** Ends everything that still runs. */
  close(): Promise<void>;
}
