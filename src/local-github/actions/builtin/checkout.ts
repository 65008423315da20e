import { mkdir, readdir, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { runProgram } from '../runner/program.js';
import { failed, type StepCall, type StepOutcome, withInputs } from '../runner/step-call.js';
import { checkoutTarget } from './checkout-target.js';

type Inputs = Readonly<Record<string, string>>;

/** Stands in for actions/checkout: a real fetch over HTTP with the step's token, and a real working tree. */
export async function checkout(call: StepCall): Promise<StepOutcome> {
  const { machine } = call.frame;
  const { run, parts } = machine;
  const inputs = withInputs(call);
  const unsupported = ['lfs', 'submodules'].find((name) => (inputs[name] ?? 'false') !== 'false');
  if (unsupported !== undefined) {
    return failed(call, `actions/checkout on this local GitHub does not know '${unsupported}'.`);
  }
  const repository = given(inputs.repository) ?? run.repository;
  const own = repository.toLowerCase() === run.repository.toLowerCase();
  const ref = given(inputs.ref) ?? (own ? run.cause.ref : parts.server.git.defaultBranch(repository));
  const sha = own && given(inputs.ref) === null ? run.cause.sha : null;
  const target = await checkoutTarget(parts.server.git, { repository, ref, sha });
  if (target === null) {
    return failed(call, `A branch or tag with the name '${ref}' could not be found`);
  }
  const folder = resolve(machine.workspace, inputs.path ?? '');
  await emptyFolder(folder);
  const git = gitIn(call, folder, inputs);
  for (const args of commands(call, { repository, inputs, target })) {
    const step = await git(args);
    if (step.outcome !== 'success') {
      return step;
    }
  }
  const commit = (await parts.server.git.resolve(repository, sha ?? ref)) ?? sha ?? ref;
  return { outcome: 'success', outputs: { ref, commit } };
}

const ALL_REFS = ['+refs/heads/*:refs/remotes/origin/*', '+refs/tags/*:refs/tags/*'];

interface Plan {
  readonly repository: string;
  readonly inputs: Inputs;
  readonly target: { readonly refspec: string; readonly checkout: readonly string[] };
}

function commands(call: StepCall, plan: Plan): readonly (readonly string[])[] {
  const { url } = call.frame.machine.parts.server;
  const depth = Number(plan.inputs['fetch-depth'] ?? '1');
  const range = depth > 0 ? [`--depth=${depth}`] : [];
  const tags = plan.inputs['fetch-tags'] === 'true' ? [] : ['--no-tags'];
  const fetch = ['fetch', '-q', ...tags, '--no-recurse-submodules'];
  const persisted = plan.inputs['persist-credentials'] !== 'false';
  const keep = ['config', '--local', `http.${url}/.extraheader`, header(call, plan.inputs)];
  return [
    ['init', '-q', '.'],
    ['remote', 'add', 'origin', `${url}/${plan.repository}.git`],
    ['config', '--local', 'gc.auto', '0'],
    ...(depth > 0 ? [] : [[...fetch, '--prune', 'origin', ...ALL_REFS]]),
    [...fetch, ...range, 'origin', plan.target.refspec],
    ['checkout', '-q', '--force', ...plan.target.checkout],
    ...(persisted ? [keep] : []),
  ];
}

/** The token reaches git through the environment; it is on disk only when credentials are to be kept. */
function gitIn(call: StepCall, folder: string, inputs: Inputs): (args: readonly string[]) => Promise<StepOutcome> {
  const extra = {
    GIT_TERMINAL_PROMPT: '0',
    GIT_CONFIG_COUNT: '1',
    GIT_CONFIG_KEY_0: `http.${call.frame.machine.parts.server.url}/.extraheader`,
    GIT_CONFIG_VALUE_0: header(call, inputs),
  };
  const plain = { GIT_TERMINAL_PROMPT: '0' };
  return (args) => runProgram(call, { file: 'git', args, cwd: folder, extra: args[0] === 'fetch' ? extra : plain });
}

function header(call: StepCall, inputs: Inputs): string {
  const { machine } = call.frame;
  const token = given(inputs.token) ?? machine.token;
  const basic = Buffer.from(`x-access-token:${token}`).toString('base64');
  machine.masks.add(basic);
  return `AUTHORIZATION: basic ${basic}`;
}

async function emptyFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const name of await readdir(folder)) {
    await rm(join(folder, name), { recursive: true, force: true });
  }
}

function given(value: string | undefined): string | null {
  return value === undefined || value === '' ? null : value;
}
