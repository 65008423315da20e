import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gemini } from '../../../src/agents/gemini.js';
import type { Checks } from '../check.js';
import { dispatchGemini, GEMINI_KEY, GEMINI_PROMPT } from './dispatch-gemini.js';
import { done, SOME_TOKENS, shell, withGeminiServer } from './with-server.js';

async function writesAFile(binary: string): Promise<void> {
  const turns = [
    {
      thought: 'A file, then.',
      call: { name: 'write_file', args: { file_path: 'hello.txt', content: 'hi there\n' } },
      usage: { prompt: 1_100, cached: 1_000, output: 20, thoughts: 7 },
    },
    { text: 'All done.', usage: { prompt: 1_130, cached: 1_100, output: 11 } },
  ];
  await withGeminiServer(turns, async (server) => {
    const { outcome, events } = await dispatchGemini({
      binary,
      url: server.url,
      inspect: async (cwd) => assert.equal(await readFile(join(cwd, 'hello.txt'), 'utf8'), 'hi there\n'),
    });
    assert.deepEqual([outcome.kind, outcome.message, outcome.estimated], ['completed', '', false]);
    const { input, cached_input, cache_write, output, reasoning, dispatches } = outcome.usage;
    assert.deepEqual([input, cached_input, cache_write, output, reasoning, dispatches], [130, 2_100, 0, 38, 7, 1]);
    const spent = server.spent();
    assert.equal(input + cached_input, spent.prompt);
    assert.equal(output, spent.output + spent.thoughts);
    assert.equal(outcome.finalText, 'All done.');
    assert.deepEqual(outcome.unknownEvents, {});
    assert.ok(events.some((event) => event.kind === 'tool' && event.name === 'write_file'));
    assert.deepEqual(
      server.requests.map(({ model, key }) => [model, key]),
      [1, 2].map(() => ['gemini-3.8-flash', GEMINI_KEY]),
    );
    assert.ok(server.requests[0]?.body.includes('You are being tested.'), 'the system prompt did not arrive');
  });
}

async function longestPromptArrives(binary: string): Promise<void> {
  const end = 'the end';
  const prompt = `${GEMINI_PROMPT}${'x y '.repeat(245_000)}`.padEnd(gemini().maxPromptBytes - end.length, 'z') + end;
  await withGeminiServer([shell('pwd'), done], async (server) => {
    const { outcome } = await dispatchGemini({ binary, url: server.url, change: { prompt } });
    assert.deepEqual([outcome.kind, outcome.estimated], ['completed', false], outcome.message);
    assert.ok(server.requests[0]?.body.includes(`zz${end}`), 'the end of the prompt did not arrive');
  });
}

async function pathsInThePromptStayPaths(binary: string): Promise<void> {
  const tree = { 'a.txt': 'CONTENT-A\n', 'docs/b.txt': 'CONTENT-B\n', 'deep/someone.txt': 'CONTENT-C\n' };
  const prompt = `${GEMINI_PROMPT}See @a.txt, @docs and "@docs/b.txt"; ask @someone.\n`;
  await withGeminiServer([done], async (server) => {
    const { outcome } = await dispatchGemini({ binary, url: server.url, tree, change: { prompt } });
    assert.equal(outcome.kind, 'completed', outcome.message);
    assert.equal(/CONTENT-[ABC]/.exec(server.requests[0]?.body ?? ''), null);
  });
}

/** A planner reads: it is offered no tool that writes, and no command that does is run. */
async function plannerOnlyReads(binary: string): Promise<void> {
  const write = { call: { name: 'write_file', args: { file_path: 'a.txt', content: 'x' } }, usage: SOME_TOKENS };
  const turns = [shell('ls'), shell('touch b.txt'), shell('node --version'), write, done];
  await withGeminiServer(turns, async (server) => {
    await dispatchGemini({
      binary,
      url: server.url,
      change: { role: 'planner' },
      inspect: async (cwd) => {
        assert.deepEqual([existsSync(join(cwd, 'a.txt')), existsSync(join(cwd, 'b.txt'))], [false, false]);
      },
    });
    const [ls, ...others] = server.requests.at(-1)?.results ?? [];
    assert.match(ls ?? '', /"output"/);
    assert.deepEqual(
      others.map((result) => result.includes('"error"')),
      [true, true, true],
    );
  });
}

/** What the agent's shell sees: the environment of the dispatch, our marker, and neither the key nor a home of anybody. */
async function keyIsNotInItsShell(binary: string, env: Readonly<Record<string, string>>): Promise<void> {
  await withGeminiServer([shell('env'), done], async (server) => {
    const { marker } = await dispatchGemini({
      binary,
      url: server.url,
      env: { CI: 'true', JAVA_HOME: '/java', ...env },
      change: { allowedCommands: ['env'] },
    });
    const [seen = ''] = server.requests.at(-1)?.results ?? [];
    assert.match(seen, /CI=true/);
    assert.match(seen, /JAVA_HOME=\/java/);
    assert.match(seen, new RegExp(`PITBOSS_MARKER=${marker}`));
    assert.match(seen, /HOME=\S+scratch\/home/);
    assert.equal(seen.includes(GEMINI_KEY), false, 'the key was in its shell');
  });
}

export const geminiWorkChecks: Checks = {
  writesAFile,
  longestPromptArrives,
  pathsInThePromptStayPaths,
  plannerOnlyReads,
  keyIsNotInItsShell: (binary) => keyIsNotInItsShell(binary, {}),
  // The CLI itself takes away nearly everything when it sees that it runs in Actions.
  keyIsNotInItsShellInActions: (binary) => keyIsNotInItsShell(binary, { GITHUB_SHA: 'abc', SURFACE: 'Github' }),
};
