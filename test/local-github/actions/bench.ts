import { join } from 'node:path';
import { z } from 'zod';
import {
  type ActionsOptions,
  attachActions,
  type LocalActions,
  type RunView,
} from '../../../src/local-github/actions/index.js';
import { type FakeServer, fakeServer } from './fake-server.js';

const replySchema = z.object({ status: z.literal(200), body: z.object({ workflow_run_id: z.number() }) });

export const REPOSITORY = 'acme/app';

export interface Bench {
  readonly server: FakeServer;
  readonly actions: LocalActions;
  /** Commits one workflow to the default branch. */
  workflow(name: string, text: string): Promise<string>;
  /** Dispatches a workflow and returns the id of its run. */
  dispatch(file: string, inputs?: Readonly<Record<string, string>>): Promise<number>;
  /** Dispatches and waits for the end. */
  play(file: string, inputs?: Readonly<Record<string, string>>): Promise<RunView>;
  done(id: number): Promise<RunView>;
  dispose(): Promise<void>;
}

/** A fake server with Actions on it; the times of a cancel are a fortieth of GitHub's. */
export async function openBench(options: Partial<ActionsOptions> = {}): Promise<Bench> {
  const server = await fakeServer();
  const actions = attachActions(server, {
    actions: new Map(),
    workDir: join(server.folder, 'runner'),
    env: { PATH: process.env.PATH ?? '', HOME: server.folder },
    maxParallelJobs: 4,
    timings: { sigintMs: 190, sigtermMs: 60, drainMs: 120 },
    ...options,
  });
  const done = (id: number) => actions.waitFor(id, (run) => run.status === 'completed');

  async function dispatch(file: string, inputs: Readonly<Record<string, string>> = {}): Promise<number> {
    const path = `/repos/${REPOSITORY}/actions/workflows/${file}/dispatches`;
    const reply = await server.call(`POST ${path}`, { ref: 'main', inputs, return_run_details: true });
    return replySchema.parse(reply).body.workflow_run_id;
  }

  return {
    ...{ server, actions, dispatch, done },
    workflow: (name, text) => server.commit(REPOSITORY, { [`.github/workflows/${name}`]: text }),
    play: async (file, inputs) => done(await dispatch(file, inputs)),
    dispose: async () => {
      await actions.close();
      await server.dispose();
    },
  };
}
