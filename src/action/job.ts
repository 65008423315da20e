import { z } from 'zod';
import { PitbossError } from '../base/pitboss-error.js';

const number = z.string().regex(/^\d+$/);

/** What GitHub tells a job about itself, read once. Source: GitHub's default environment variables. */
const jobSchema = z.object({
  GITHUB_REPOSITORY: z.string().regex(/^[^/\s]+\/[^/\s]+$/),
  GITHUB_RUN_ID: number,
  GITHUB_RUN_ATTEMPT: number.default('1'),
  GITHUB_EVENT_NAME: z.string(),
  GITHUB_SERVER_URL: z.url().default('https://github.com'),
  GITHUB_API_URL: z.url().default('https://api.github.com'),
  GITHUB_WORKFLOW_REF: z.string().default(''),
  RUNNER_TEMP: z.string().min(1),
});

export interface Job {
  readonly owner: string;
  readonly repo: string;
  readonly runId: string;
  readonly attempt: number;
  readonly event: string;
  readonly serverUrl: string;
  readonly apiUrl: string;
  /** File name of the workflow, for dispatching its continuation. */
  readonly workflowFile: string;
  readonly workflowUrl: string;
  readonly repositoryUrl: string;
  /** Folder of this job that nothing else uses. */
  readonly workDir: string;
}

export function readJob(env: Readonly<Record<string, string | undefined>>): Job {
  const parsed = jobSchema.safeParse(env);
  if (!parsed.success) {
    throw new PitbossError({
      code: 'not_a_job',
      what: 'This program was not started by a GitHub Actions job.',
      why: `The job's environment is incomplete: ${z.prettifyError(parsed.error)}`,
      fix: 'Use it through the action (`uses:`); on a laptop use the `pitboss` program.',
    });
  }
  const job = parsed.data;
  const [owner = '', repo = ''] = job.GITHUB_REPOSITORY.split('/');
  const repositoryUrl = `${job.GITHUB_SERVER_URL}/${owner}/${repo}`;
  return {
    owner,
    repo,
    runId: job.GITHUB_RUN_ID,
    attempt: Number(job.GITHUB_RUN_ATTEMPT),
    event: job.GITHUB_EVENT_NAME,
    serverUrl: job.GITHUB_SERVER_URL,
    apiUrl: job.GITHUB_API_URL,
    workflowFile: /\.github\/workflows\/([^@/]+)@/.exec(job.GITHUB_WORKFLOW_REF)?.[1] ?? 'pitboss.yml',
    workflowUrl: `${repositoryUrl}/actions/runs/${job.GITHUB_RUN_ID}`,
    repositoryUrl,
    workDir: `${job.RUNNER_TEMP}/pitboss`,
  };
}
