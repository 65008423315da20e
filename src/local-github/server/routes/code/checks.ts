import { z } from 'zod';
import type { RouteReply } from '../../../contract.js';
import type { RepoCall } from '../../call.js';
import { actorOf, denied } from '../../call.js';
import type { Api } from '../../http/api.js';
import { readInput } from '../../http/body.js';
import { paged } from '../../http/pagination.js';
import { notFound, refusal, reply } from '../../http/reply.js';
import type { CheckRun } from '../../state.js';
import { checkRunView } from '../../views/check-run.js';

const MAX_TEXT = 65_535;
const actionSchema = z.object({
  label: z.string().max(20),
  description: z.string().max(40),
  identifier: z.string().max(20),
});
const outputSchema = z.object({
  title: z.string().nullish(),
  summary: z.string().max(MAX_TEXT).nullish(),
  text: z.string().max(MAX_TEXT).nullish(),
  annotations: z.array(z.unknown()).max(50).optional(),
});
const conclusions = z.enum([
  'action_required',
  'cancelled',
  'failure',
  'neutral',
  'success',
  'skipped',
  'stale',
  'timed_out',
]);
const changeSchema = z.object({
  name: z.string().optional(),
  status: z.enum(['queued', 'in_progress', 'completed', 'waiting', 'requested', 'pending']).optional(),
  conclusion: conclusions.optional(),
  details_url: z.string().optional(),
  external_id: z.string().optional(),
  started_at: z.string().optional(),
  completed_at: z.string().optional(),
  output: outputSchema.optional(),
  actions: z.array(actionSchema).max(3).optional(),
});
const createSchema = changeSchema.extend({ name: z.string(), head_sha: z.string() });

const READ = { permission: 'checks', access: 'read', level: 'read' } as const;

export function addCheckRoutes(api: Api): void {
  api.repo('POST', '/check-runs', createRun);
  api.repo('GET', '/check-runs/:id', showRun);
  api.repo('PATCH', '/check-runs/:id', changeRun);
  api.repo('GET', '/commits/:ref/check-runs', listRuns);
}

function refuseWriting(call: RepoCall): RouteReply | null {
  if (call.credential.kind === 'user') {
    return refusal(403, 'You must authenticate via a GitHub App.');
  }
  return denied(call, { permission: 'checks', access: 'write', level: 'write' });
}

async function createRun(call: RepoCall): Promise<RouteReply> {
  const refused = refuseWriting(call);
  const input = readInput(call, createSchema);
  if (refused !== null || !input.ok) {
    return refused ?? (input.ok ? notFound() : input.error);
  }
  const { name, head_sha: headSha, started_at: startedAt } = input.value;
  if (!/^[0-9a-f]{40}$/.test(headSha) || (await call.hub.git(call.repo).commit(headSha)) === null) {
    return refusal(422, `No commit found for SHA: ${headSha}`);
  }
  const run: CheckRun = {
    id: call.hub.state.nextId(),
    name,
    headSha,
    startedAt: startedAt ?? call.hub.now(),
    byJob: call.credential.kind === 'job',
    status: 'queued',
    conclusion: null,
    completedAt: null,
    detailsUrl: null,
    externalId: '',
    output: { title: null, summary: null, text: null, annotations: [] },
    actions: [],
  };
  apply(call, run, input.value);
  call.repo.checkRuns.set(run.id, run);
  announce(call, run, 'created');
  if (run.status === 'completed') {
    announce(call, run, 'completed');
  }
  return reply(201, checkRunView(call.hub, call.repo, run));
}

function apply(call: RepoCall, run: CheckRun, change: z.infer<typeof changeSchema>): void {
  const { output, actions } = change;
  run.detailsUrl = change.details_url ?? run.detailsUrl;
  run.externalId = change.external_id ?? run.externalId;
  run.actions = actions ?? run.actions;
  if (output !== undefined) {
    run.output = {
      title: output.title ?? run.output.title,
      summary: output.summary ?? run.output.summary,
      text: output.text ?? run.output.text,
      // Updates append annotations, as the 50 per request are meant for.
      annotations: [...run.output.annotations, ...(output.annotations ?? [])],
    };
  }
  run.status = change.conclusion === undefined ? (change.status ?? run.status) : 'completed';
  run.conclusion = run.status === 'completed' ? (change.conclusion ?? run.conclusion) : null;
  run.completedAt = run.status === 'completed' ? (change.completed_at ?? run.completedAt ?? call.hub.now()) : null;
}

function showRun(call: RepoCall): RouteReply {
  const run = call.repo.checkRuns.get(Number(call.params.id));
  return denied(call, READ) ?? (run === undefined ? notFound() : reply(200, checkRunView(call.hub, call.repo, run)));
}

function changeRun(call: RepoCall): RouteReply {
  const refused = refuseWriting(call);
  const input = readInput(call, changeSchema);
  const run = call.repo.checkRuns.get(Number(call.params.id));
  if (refused !== null || !input.ok || run === undefined) {
    return refused ?? (input.ok ? notFound() : input.error);
  }
  const before = run.status;
  apply(call, run, input.value);
  if (run.status === 'completed' && before !== 'completed') {
    announce(call, run, 'completed');
  }
  return reply(200, checkRunView(call.hub, call.repo, run));
}

async function listRuns(call: RepoCall): Promise<RouteReply> {
  const refused = denied(call, READ);
  const sha = await call.hub.git(call.repo).resolve(call.params.ref ?? '');
  if (refused !== null || sha === null) {
    return refused ?? refusal(422, `No commit found for SHA: ${call.params.ref ?? ''}`);
  }
  const name = call.query.get('check_name');
  const runs = [...call.repo.checkRuns.values()].filter(
    (run) => run.headSha === sha && (name === null || run.name === name),
  );
  return paged(call, runs, (page) => ({
    total_count: runs.length,
    check_runs: page.map((run) => checkRunView(call.hub, call.repo, run)),
  }));
}

function announce(call: RepoCall, run: CheckRun, action: string): void {
  const actor = actorOf(call.credential);
  if (actor !== null) {
    const payload = { check_run: checkRunView(call.hub, call.repo, run) };
    call.hub.emit({ name: 'check_run', action, repo: call.repo, actor, payload });
  }
}
