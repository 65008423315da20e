import { z } from 'zod';
import type { RouteReply } from '../../../contract.js';
import type { Actor, RepoCall } from '../../call.js';
import { actorOf, denied } from '../../call.js';
import { signatureOf } from '../../commit-identity.js';
import { changeTree } from '../../git/trees.js';
import { readInput } from '../../http/body.js';
import { badIntegration, notFound, refusal, reply } from '../../http/reply.js';
import { refsChanged } from '../../ref-changes.js';
import { refRuleMessage } from '../../ref-rules.js';
import { gitCommitView } from '../../views/commit.js';
import { cleanPath, entryView } from '../../views/contents-entry.js';

const personSchema = z.object({ name: z.string(), email: z.string(), date: z.string().optional() });
const deleteSchema = z.object({
  message: z.string(),
  sha: z.string().optional(),
  branch: z.string().optional(),
  author: personSchema.optional(),
  committer: personSchema.optional(),
});
const putSchema = deleteSchema.extend({ content: z.string() });

type Input = z.infer<typeof deleteSchema>;

/** Creates (201) or updates (200) one file as one commit on a branch. */
export async function putFile(call: RepoCall): Promise<RouteReply> {
  const input = readInput(call, putSchema);
  const actor = actorOf(call.credential);
  const refused = refuseWrite(call);
  if (refused !== null || !input.ok || actor === null) {
    return refused ?? (input.ok ? notFound() : input.error);
  }
  const { content } = input.value;
  if (!/^[A-Za-z0-9+/\s]*={0,2}\s*$/.test(content)) {
    return refusal(422, 'content is not valid Base64');
  }
  return commitChange(call, input.value, { actor, content: Buffer.from(content, 'base64') });
}

export async function deleteFile(call: RepoCall): Promise<RouteReply> {
  const merged = { ...call, body: { ...Object.fromEntries(call.query), ...call.body } };
  const input = readInput(merged, deleteSchema);
  const actor = actorOf(call.credential);
  const refused = refuseWrite(call);
  if (refused !== null || !input.ok || actor === null) {
    return refused ?? (input.ok ? notFound() : input.error);
  }
  return commitChange(call, input.value, { actor, content: null });
}

function refuseWrite(call: RepoCall): RouteReply | null {
  const refused = denied(call, { permission: 'contents', access: 'write', level: 'write' });
  const limited = call.credential.kind === 'installation' || call.credential.kind === 'job';
  const workflow = cleanPath(call).startsWith('.github/workflows/');
  return (
    refused ?? (limited && workflow && call.credential.permissions.workflows !== 'write' ? badIntegration() : null)
  );
}

interface Change {
  readonly actor: Actor;
  readonly content: Buffer | null;
}

async function commitChange(call: RepoCall, input: Input, change: Change): Promise<RouteReply> {
  const { hub, repo } = call;
  const git = hub.git(repo);
  const path = cleanPath(call);
  const branch = (input.branch ?? repo.defaultBranch).replace(/^refs\/heads\//, '');
  const ref = `refs/heads/${branch}`;
  const tip = (await git.ref(ref))?.sha ?? null;
  if (tip === null && (branch !== repo.defaultBranch || (await git.refs('refs/heads')).length > 0)) {
    return refusal(404, `Branch ${branch} not found`);
  }
  const old = tip === null ? null : await git.object(`${tip}:${path}`);
  const stale = refuseBlob(path, old?.sha ?? null, input.sha, change);
  const rule = refRuleMessage(repo, ref);
  if (stale !== null || rule !== null) {
    return stale ?? refusal(409, rule ?? '');
  }
  const sha = await writeCommit(call, input, { ...change, tip, path });
  if ((await git.updateRef(ref, tip, sha)) !== null) {
    const now = (await git.ref(ref))?.sha ?? 'nothing';
    return refusal(409, `${ref} is at ${now} but expected ${tip ?? 'nothing'}`);
  }
  await refsChanged(hub, repo, [{ ref, from: tip, to: sha }], change.actor);
  return fileReply(call, { sha, branch, status: old === null ? 201 : 200 });
}

function refuseBlob(path: string, old: string | null, given: string | undefined, change: Change): RouteReply | null {
  if (old === null) {
    return change.content === null ? notFound() : null;
  }
  if (given === undefined) {
    return refusal(422, 'Invalid request.\n\n"sha" wasn\'t supplied.');
  }
  return given === old ? null : refusal(409, `${path} does not match ${given}`);
}

async function writeCommit(
  call: RepoCall,
  input: Input,
  change: Change & { readonly tip: string | null; readonly path: string },
): Promise<string> {
  const git = call.hub.git(call.repo);
  const blob = change.content === null ? null : await git.write('blob', change.content);
  const entry = blob === null ? null : { mode: '100644', sha: blob };
  const tree = await changeTree(git, change.tip, [{ path: change.path, entry }]);
  const author = signatureOf(call.hub, change.actor.account, input.author ?? input.committer);
  const committer = signatureOf(call.hub, change.actor.account, input.committer ?? input.author);
  const parents = change.tip === null ? [] : [change.tip];
  return git.writeCommit({ tree, parents, author, committer, message: input.message });
}

async function fileReply(
  call: RepoCall,
  written: { readonly sha: string; readonly branch: string; readonly status: number },
): Promise<RouteReply> {
  const git = call.hub.git(call.repo);
  const path = cleanPath(call);
  const [commit, blob] = await Promise.all([git.commit(written.sha), git.object(`${written.sha}:${path}`)]);
  const size = blob?.content.length ?? 0;
  const entry = blob === null ? null : { path, ref: written.branch, sha: blob.sha, type: 'file', size };
  return reply(entry === null ? 200 : written.status, {
    content: entry === null ? null : entryView(call, entry),
    commit: commit === null ? null : gitCommitView(call.hub, call.repo, commit),
  });
}
