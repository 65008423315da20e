import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type LocalGithub, startLocalGithub } from '../../../src/local-github/index.js';
import { script } from '../../git/support.js';
import { planText } from '../../run/samples.js';
import { PROGRAM, type Ran, type Sandbox, sandbox } from '../support/sandbox.js';

const SCRIPT = `
otherwise:
  edits: [{ path: "{unit}.txt", content: "done\\n" }]
  usage: { input: 10, output: 1, usd: 0.25 }
`;

let github: LocalGithub;
let box: Sandbox;
let token: string;

beforeEach(async () => {
  box = sandbox({
    '.github/pitboss.yml':
      'agent: { backend: script }\ntests: { command: "test -e ok.txt" }\naudit: { enabled: false }\n',
    '.pitboss/play/plan.md': planText(2),
    '.pitboss/agent-script.yml': SCRIPT,
    'ok.txt': 'ok\n',
  });
  github = await startLocalGithub({ dataDir: join(box.root, 'github') });
  token = github.addUser('ada').token;
  const { cloneUrl } = await github.createRepository({ owner: 'ada', name: 'r', from: box.repo });
  const withToken = cloneUrl.replace('://', `://x-access-token:${token}@`);
  box.git('remote', 'add', 'origin', withToken);
  await remoteGit('push', '--quiet', '--force', 'origin', 'main');
});
afterEach(async () => {
  await github.close();
  box.close();
});

/** Not `box.git` and `box.pitboss` where GitHub is asked: it lives in this process, which must not stand still meanwhile. */
function run(program: string, args: readonly string[], env: Record<string, string>): Promise<Ran> {
  const child = spawn(program, args, { cwd: box.repo, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const ran = { out: '', err: '' };
  child.stdout.on('data', (piece) => {
    ran.out += String(piece);
  });
  child.stderr.on('data', (piece) => {
    ran.err += String(piece);
  });
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, ...ran })));
}

const pitboss = (args: readonly string[], env: Record<string, string> = {}): Promise<Ran> =>
  run(process.execPath, [PROGRAM, ...args], { ...box.env, GITHUB_API_URL: github.url, GH_TOKEN: token, ...env });
const remoteGit = async (...args: string[]): Promise<string> => (await run('git', args, box.env)).out.trim();

async function pulls(): Promise<readonly { title: string; body: string; draft: boolean; head: { ref: string } }[]> {
  const answer = await fetch(`${github.url}/repos/ada/r/pulls`, { headers: { authorization: `Bearer ${token}` } });
  return JSON.parse(await answer.text());
}

test('a run that has finished is pushed and gets its pull request, ready for review', async () => {
  const ran = await pitboss(['play', '--pr']);
  expect(ran).toMatchObject({
    code: 0,
    out: expect.stringMatching(/^run \S+ finished[\s\S]*\nopened PR: \S+\/pull\/1\n$/),
  });
  expect(`${ran.out}${ran.err}`).not.toContain(token);
  const opened = await pulls();
  expect(opened).toMatchObject([
    {
      title: expect.stringContaining('pitboss'),
      draft: false,
      head: { ref: expect.stringMatching(/^pitboss\/play\//) },
    },
  ]);
  expect(opened[0]?.body).toContain('Title 02');
  const branch = opened[0]?.head.ref ?? '';
  expect((await remoteGit('ls-remote', 'origin', branch)).split('\t')[0]).toBe(box.git('rev-parse', branch));
});

test('a run that halts opens none; the rebuy that finishes it does', async () => {
  box.write({ '.github/pitboss.yml': 'agent: { backend: script }\ntests: { command: "false", baseline: ignore }\n' });
  expect((await pitboss(['play', '--pr'])).code).toBe(1);
  expect(await pulls()).toEqual([]);
  box.write({ '.github/pitboss.yml': 'agent: { backend: script }\ntests: { command: "true" }\n' });
  expect(await pitboss(['rebuy', '--pr'])).toMatchObject({ code: 0, out: expect.stringContaining('opened PR: ') });
  expect(await pulls()).toHaveLength(1);
});

test('a push that is refused shows, with the way to do it by hand; the run is finished all the same', async () => {
  script(join(box.repo, '.git/hooks/pre-push'), 'echo "not on Fridays" >&2; exit 1');
  const ran = await pitboss(['play', '--pr']);
  expect(ran).toMatchObject({
    code: 1,
    err: expect.stringMatching(/\[pr_failed\][\s\S]*not on Fridays[\s\S]*git push origin/),
  });
  expect(ran.err).not.toContain(token);
  expect(box.pitboss('status').out).toContain('(finished, ');
});

test.each([
  ['a token', ['play', '--pr'], { GH_TOKEN: '' }, () => {}, 4, /\[pr_no_token\]/],
  ['a remote', ['play', '--pr'], {}, () => box.git('remote', 'remove', 'origin'), 4, /\[pr_no_remote\]/],
  [
    'the base on the remote',
    ['play', '--pr'],
    {},
    () => box.git('switch', '--quiet', '-c', 'new'),
    4,
    /has no branch new/,
  ],
  ['a branch', ['play', '--pr'], {}, () => box.git('switch', '--quiet', '--detach'), 4, /HEAD is detached/],
  ['sense', ['play', '--pr', '--dry-run'], {}, () => {}, 2, /\[usage\]/],
] as const)('without %s nothing is started', async (_, args, env, prepare, code, words) => {
  prepare();
  // A `gh` of this machine must not help.
  const refused = await pitboss(args, { PATH: `${join(box.root, 'bin')}:${process.env.PATH ?? ''}`, ...env });
  expect([refused.code, refused.err]).toEqual([code, expect.stringMatching(words)]);
  expect(box.git('for-each-ref', 'refs/pitboss', 'refs/heads/pitboss')).toBe('');
});
