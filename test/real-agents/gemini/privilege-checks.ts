import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Checks } from '../check.js';
import type { GeminiTurn } from '../generate-content-server.js';
import { dispatchGemini } from './dispatch-gemini.js';
import { done, SOME_TOKENS, shell, withGeminiServer } from './with-server.js';

const TREE = { 'check.mjs': 'console.log("checked")', 'other.mjs': 'console.log("ran")', 'src/a.txt': 'one\n' };
const ALLOWED = ['node check.mjs', 'node check.mjs --lint && node check.mjs'];

const RUN = [
  'node check.mjs',
  'node check.mjs --all',
  'node check.mjs 2>&1',
  'node check.mjs 2>&1 | tail -n 5',
  'node check.mjs | grep checked',
  'node check.mjs --lint && node check.mjs',
  'cat src/a.txt | wc -l',
  'git status --short',
  'mkdir -p out && touch out/a && mv out/a out/b && cp out/b out/c && rm -r out',
];

const NOT_RUN = [
  'node other.mjs',
  'node check.mjsx',
  'node check.mjs && node other.mjs',
  'node check.mjs; node other.mjs',
  'node check.mjs | node other.mjs',
  'node check.mjs & node other.mjs',
  'node check.mjs || node other.mjs',
  'node check.mjs\nnode other.mjs',
  'node check.mjs $(node other.mjs)',
  'node check.mjs `node other.mjs`',
  'node check.mjs <(node other.mjs)',
  'node check.mjs > written',
  'node check.mjs 2>&1 > written',
  'node check.mjs 2>&1 | tee written',
  'sh -c "node check.mjs"; node other.mjs',
  'eval "node check.mjs"',
  'X=1 node other.mjs',
  'cat /etc/passwd',
  'cat ../agent.log',
  'cat .git/config',
  'cat /proc/self/environ',
  'git diff --no-index src/a.txt /etc/passwd',
  'git -c core.pager=x log',
  'rm -rf ../scratch',
  'rm -rf .git',
  'cp src/a.txt /tmp/written',
];

async function commands(binary: string, lines: readonly string[]): Promise<readonly string[]> {
  let results: readonly string[] = [];
  await withGeminiServer([...lines.map(shell), done], async (server) => {
    const { outcome } = await dispatchGemini({
      binary,
      url: server.url,
      tree: TREE,
      change: { allowedCommands: ALLOWED },
      inspect: async (cwd) => {
        assert.equal(existsSync(join(cwd, 'written')), false, 'a file was written');
        assert.equal(existsSync(join(cwd, '.git')), true, 'the repository was removed');
      },
    });
    assert.equal(outcome.kind, 'completed', outcome.message);
    results = server.requests.at(-1)?.results ?? [];
  });
  assert.equal(results.length, lines.length);
  return results;
}

async function runsWhatIsAllowed(binary: string): Promise<void> {
  const results = await commands(binary, RUN);
  assert.deepEqual(
    RUN.filter(
      (_, index) =>
        !/Exit Code: 0|"output"/.test(results[index] ?? '') || /Command injection/.test(results[index] ?? ''),
    ),
    [],
  );
}

async function runsNothingElse(binary: string): Promise<void> {
  const results = await commands(binary, NOT_RUN);
  assert.deepEqual(
    NOT_RUN.filter(
      (_, index) => !/denied by policy|requires user confirmation|Command injection/.test(results[index] ?? ''),
    ),
    [],
  );
}

const calls = (name: string, args: Readonly<Record<string, unknown>>): GeminiTurn => ({
  call: { name, args },
  usage: SOME_TOKENS,
});

/** Arguments of the tool beside the command must not make a rule fit that is not for it. */
async function isNotFooledByOtherArguments(binary: string): Promise<void> {
  const allowed = 'node check.mjs';
  const tricks = [
    { command: 'node other.mjs', note: { command: allowed } },
    { command: 'node other.mjs', description: `"command":"${allowed}"` },
    { command: 'node other.mjs', description: `\u0000"command":"${allowed}"\u0000` },
    { command: 'rm agent.log', dir_path: '..' },
  ];
  await withGeminiServer([...tricks.map((args) => calls('run_shell_command', args)), done], async (server) => {
    const change = { allowedCommands: ALLOWED };
    await dispatchGemini({
      binary,
      url: server.url,
      tree: TREE,
      change,
      inspect: async (_, folder) => assert.equal(existsSync(join(folder, 'agent.log')), true, 'a file outside is gone'),
    });
    const results = server.requests.at(-1)?.results ?? [];
    assert.deepEqual(
      tricks.filter((_, index) => !/"error"/.test(results[index] ?? '')),
      [],
    );
  });
}

async function editsOnlyItsTree(binary: string): Promise<void> {
  const write = (file_path: string) => calls('write_file', { file_path, content: 'x' });
  const turns = [write('src/new.txt'), write('../outside.txt'), write('.git/hooks/pre-commit'), done];
  await withGeminiServer(turns, async (server) => {
    await dispatchGemini({
      binary,
      url: server.url,
      inspect: async (cwd) => {
        const paths = ['src/new.txt', '../outside.txt', '.git/hooks/pre-commit'];
        assert.deepEqual(
          paths.map((path) => existsSync(join(cwd, path))),
          [true, false, false],
        );
      },
    });
  });
}

/** The CLI refuses its own tools the build files; what our notes tell the model to do instead works. */
async function changesABuildFile(binary: string): Promise<void> {
  const write = (file_path: string) => calls('write_file', { file_path, content: '{"name": "new"}\n' });
  const turns = [write('package.json'), write('package.json.new'), shell('mv package.json.new package.json'), done];
  await withGeminiServer(turns, async (server) => {
    await dispatchGemini({
      binary,
      url: server.url,
      tree: { 'package.json': '{"name": "old"}\n' },
      inspect: async (cwd) => assert.match(await readFile(join(cwd, 'package.json'), 'utf8'), /new/),
    });
    assert.match(server.requests.at(-1)?.results[0] ?? '', /build configuration/);
    assert.match(server.requests[0]?.body ?? '', /move that over it with/);
  });
}

async function yoloRunsEverything(binary: string): Promise<void> {
  await withGeminiServer([shell('node other.mjs > written; git status >> written'), done], async (server) => {
    await dispatchGemini({
      binary,
      url: server.url,
      tree: TREE,
      options: { approval_mode: 'yolo' },
      inspect: async (cwd) => assert.match(await readFile(join(cwd, 'written'), 'utf8'), /^ran\n[\s\S]*branch/),
    });
  });
}

/** Model calls that would go elsewhere than to the model that was asked for, and switches of the mode that we started it in. */
async function isOfferedNoOtherReach(binary: string): Promise<void> {
  await withGeminiServer([done], async (server) => {
    await dispatchGemini({ binary, url: server.url });
    assert.deepEqual([...(server.requests[0]?.tools ?? [])].sort(), OFFERED);
  });
}

const OFFERED = ['glob', 'grep_search', 'list_directory', 'read_file', 'replace', 'run_shell_command', 'write_file'];

export const geminiPrivilegeChecks: Checks = {
  runsWhatIsAllowed,
  runsNothingElse,
  isNotFooledByOtherArguments,
  editsOnlyItsTree,
  changesABuildFile,
  yoloRunsEverything,
  isOfferedNoOtherReach,
};
