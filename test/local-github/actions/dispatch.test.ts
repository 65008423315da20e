import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type Bench, openBench } from './bench.js';
import { JOB, READER } from './fake-server.js';

const WORKFLOW = `
name: Play
run-name: play \${{ inputs.run-id }}
on:
  workflow_dispatch:
    inputs:
      run-id: { required: true }
      level: { type: choice, options: [low, high], default: low }
      dry: { type: boolean }
jobs:
  one:
    runs-on: ubuntu-latest
    steps: [{ run: 'echo \${{ inputs.level }} \${{ inputs.dry == false }} \${{ github.event.inputs.dry }}' }]
`;
const PATH = '/repos/acme/app/actions/workflows/play.yml/dispatches';

let bench: Bench;
beforeEach(async () => {
  bench = await openBench();
  await bench.workflow('play.yml', WORKFLOW);
  await bench.workflow('push.yml', 'on: push\njobs: { one: { runs-on: x, steps: [{ run: echo }] } }\n');
});
afterEach(() => bench.dispose());

describe('dispatching a workflow', () => {
  test.each([
    ['an unknown workflow', PATH.replace('play', 'nope'), { ref: 'main' }, 404, 'Not Found'],
    ['no ref', PATH, {}, 422, '"ref" wasn\'t supplied'],
    ['an unknown ref', PATH, { ref: 'nope' }, 422, 'No ref found for: nope'],
    [
      'no such trigger',
      PATH.replace('play', 'push'),
      { ref: 'main' },
      422,
      "does not have 'workflow_dispatch' trigger",
    ],
    [
      'unexpected inputs',
      PATH,
      { ref: 'main', inputs: { 'run-id': '1', x: '2' } },
      422,
      'Unexpected inputs provided: ["x"]',
    ],
    ['a missing input', PATH, { ref: 'main' }, 422, "Required input 'run-id' not provided"],
    [
      'a choice that is none',
      PATH,
      { ref: 'main', inputs: { 'run-id': '1', level: 'mid' } },
      422,
      'not in the list of allowed values',
    ],
  ])('is refused with %s', async (_, path, body, status, text) => {
    const reply = await bench.server.call(`POST ${path}`, body);
    expect(reply.status).toBe(status);
    expect(JSON.stringify(reply.body).replaceAll('\\"', '"')).toContain(text);
    expect(bench.actions.runs()).toEqual([]);
  });

  test('needs write access: readers and jobs without actions: write are refused', async () => {
    const body = { ref: 'main', inputs: { 'run-id': '1' } };
    const weak = { ...JOB, permissions: { contents: 'write' } };
    expect((await bench.server.call(`POST ${PATH}`, body, { auth: READER })).status).toBe(403);
    expect((await bench.server.call(`POST ${PATH}`, body, { auth: weak })).status).toBe(403);
    expect((await bench.server.call(`POST ${PATH}`, body, { auth: JOB })).status).toBe(204);
  });

  test('names the run only when asked, or always from API version 2026-03-10 on', async () => {
    const body = { ref: 'main', inputs: { 'run-id': '1' } };
    expect((await bench.server.call(`POST ${PATH}`, body)).status).toBe(204);
    const asked = await bench.server.call(`POST ${PATH}`, { ...body, return_run_details: true });
    const newer = await bench.server.call(`POST ${PATH}`, body, { apiVersion: '2026-03-10' });
    const ids = bench.actions.runs().map((run) => run.id);
    expect(asked).toEqual({ status: 200, body: expect.objectContaining({ workflow_run_id: ids[1] }) });
    expect(newer).toEqual({ status: 200, body: expect.objectContaining({ workflow_run_id: ids[2] }) });
  });

  test('starts the file of the given ref, with typed inputs, defaults and a name of its own', async () => {
    await bench.server.commit(
      'acme/app',
      { '.github/workflows/play.yml': WORKFLOW.replace('echo', 'echo branch') },
      'topic',
    );
    await bench.server.call(`POST ${PATH}`, { ref: 'topic', inputs: { 'run-id': 'r7' } });
    const [first] = bench.actions.runs();
    const run = await bench.done(first?.id ?? 0);
    expect(run).toMatchObject({
      title: 'play r7',
      headBranch: 'topic',
      event: 'workflow_dispatch',
      conclusion: 'success',
    });
    expect(bench.actions.log(run.id)).toContain('\nbranch low true false');
  });

  test('tells the App about each step of the run, with an action', async () => {
    const id = await bench.dispatch('play.yml', { 'run-id': '1' });
    await bench.done(id);
    await bench.server.idle();
    const seen = bench.server.deliveries.map(({ event, payload }) => `${event}.${String(payload.action ?? '')}`);
    expect(seen).toEqual([
      ...['workflow_dispatch.', 'workflow_run.requested', 'workflow_job.queued', 'workflow_run.in_progress'],
      ...['workflow_job.in_progress', 'workflow_job.completed', 'workflow_run.completed'],
    ]);
  });
});

describe('reading runs', () => {
  test('workflows, runs with filters, one run and its jobs', async () => {
    const id = await bench.dispatch('play.yml', { 'run-id': '1' });
    await bench.done(id);
    const get = async (path: string) => (await bench.server.call(`GET /repos/acme/app/actions/${path}`)).body;
    expect(await get('workflows')).toMatchObject({ total_count: 2, workflows: [{ name: 'Play' }, {}] });
    expect(await get('workflows/play.yml')).toMatchObject({ path: '.github/workflows/play.yml', state: 'active' });
    expect(await get('runs?status=success&event=workflow_dispatch&branch=main')).toMatchObject({ total_count: 1 });
    expect(await get('runs?status=queued')).toMatchObject({ total_count: 0 });
    expect(await get(`runs/${id}`)).toMatchObject({ id, status: 'completed', conclusion: 'success', run_attempt: 1 });
    expect(await get(`runs/${id}/jobs`)).toMatchObject({ jobs: [{ name: 'one', steps: [{ number: 1 }] }] });
  });

  test('a rerun is a new attempt of the same run', async () => {
    const id = await bench.dispatch('play.yml', { 'run-id': '1' });
    await bench.done(id);
    expect((await bench.server.call(`POST /repos/acme/app/actions/runs/${id}/rerun`)).status).toBe(201);
    const again = await bench.actions.waitFor(id, (run) => run.attempt === 2 && run.status === 'completed');
    expect(again).toMatchObject({ conclusion: 'success', inputs: { 'run-id': '1', level: 'low', dry: 'false' } });
  });
});
