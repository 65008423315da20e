import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { type LocalGithub, startLocalGithub } from '../../../src/local-github/index.js';
import { script } from '../../git/support.js';
import { PROGRAM, type Ran, type Sandbox, sandbox } from '../support/sandbox.js';

jest.setTimeout(120_000);

const AGENT = `
otherwise:
  edits: [{ path: "{unit}.txt", content: "done\\n" }]
  run: ["sh", "-c", "echo mended two pages > $PITBOSS_SUMMARY_FILE"]
  usage: { input: 10, output: 1, usd: 0.25 }
`;

let github: LocalGithub;
let box: Sandbox;
let token: string;
beforeEach(async () => {
  box = sandbox({
    '.github/pitboss.yml': 'agent: { backend: script }\naudit: { enabled: false }\ntests: { command: "true" }\n',
    '.pitboss/grind/prompts/docs.md': '---\nname: docs\ndescription: mends docs\nmax_runs: 1\n---\nMend.\n',
    '.pitboss/agent-script.yml': AGENT,
  });
  github = await startLocalGithub({ dataDir: join(box.root, 'github') });
  token = github.addUser('ada').token;
  const { cloneUrl } = await github.createRepository({ owner: 'ada', name: 'r', from: box.repo });
  box.git('remote', 'add', 'origin', cloneUrl.replace('://', `://x-access-token:${token}@`));
  await run('git', ['push', '--quiet', '--force', 'origin', 'main'], box.env);
});
afterEach(async () => {
  await github.close();
  box.close();
});

/** Not `box.pitboss` where GitHub is asked: it lives in this process, which must not stand still meanwhile. */
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

const grind = (...args: readonly string[]) =>
  run(process.execPath, [PROGRAM, 'grind', ...args], { ...box.env, GITHUB_API_URL: github.url, GH_TOKEN: token });

async function pulls(): Promise<readonly { title: string; body: string; draft: boolean }[]> {
  const answer = await fetch(`${github.url}/repos/ada/r/pulls`, { headers: { authorization: `Bearer ${token}` } });
  return JSON.parse(await answer.text());
}

test('grind --pr pushes the branch and opens a pull request with every session in it', async () => {
  const ran = await grind('--pr', '--require-pr');
  const id = /run (\S+) Completed: 1 session/.exec(ran.out)?.[1];
  expect(ran).toMatchObject({ code: 0, out: expect.stringMatching(/\nopened PR: \S+\/pull\/1\n$/) });
  const [pull] = await pulls();
  expect(pull).toMatchObject({ title: `grind/default: ${id}`, draft: false });
  expect(pull?.body).toContain('session-0001 — docs (ok)');
  expect(pull?.body).toContain('mended two pages');
});

test('a push that is refused shows with its cause; the exit code is 0, or 6 where the pull request is required', async () => {
  script(join(box.repo, '.git/hooks/pre-push'), 'echo "not on Fridays" >&2; exit 1');
  const words = /\[pr_failed\][\s\S]*not on Fridays[\s\S]*git push origin/;
  expect(await grind('--pr')).toMatchObject({ code: 0, err: expect.stringMatching(words) });
  expect(await grind('--pr', '--require-pr')).toMatchObject({ code: 6, err: expect.stringMatching(words) });
  expect(await pulls()).toEqual([]);
});

test('--pr without a remote on GitHub fails to start', async () => {
  box.git('remote', 'remove', 'origin');
  expect(await grind('--pr')).toMatchObject({
    code: 4,
    err: expect.stringMatching(/^error: grind: .*\[pr_no_remote\]/),
  });
});
