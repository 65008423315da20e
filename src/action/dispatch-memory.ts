import { appendFile, readFile } from 'node:fs/promises';
import type { RepositoryApi } from '../github/repository-api.js';
import type { Job } from './job.js';

/** Dispatches each nonce at most once per job, although two steps of it look whose turn it is. */
export function dispatchOnce<T extends RepositoryApi>(api: T, job: Pick<Job, 'workDir'>): T {
  const file = `${job.workDir}/dispatched`;
  return {
    ...api,
    async dispatch(workflow: string, ref: string, inputs: Readonly<Record<string, string>>) {
      const nonce = inputs.nonce ?? '';
      const sent = await readFile(file, 'utf8').catch(() => '');
      if (nonce !== '' && sent.split('\n').includes(nonce)) {
        return { runId: null, repeated: true };
      }
      const outcome = await api.dispatch(workflow, ref, inputs);
      await appendFile(file, `${nonce}\n`);
      return outcome;
    },
  };
}
