import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Checks } from './check.js';
import { dispatchClaude } from './dispatch-claude.js';
import { startMessagesServer } from './messages-server.js';

const ONE = { input: 1, cached: 0, output: 1 };
const SCRIPTS = { test: 'echo TESTED', evil: 'node mark.cjs', testevil: 'node mark.cjs', 'lint:fix': 'echo LINTED' };

interface Tool {
  readonly tool: string;
  readonly input: Readonly<Record<string, unknown>>;
}

const blockSchema = z.looseObject({ type: z.string(), content: z.unknown() });
const requestSchema = z.looseObject({ messages: z.array(z.looseObject({ content: z.unknown() })) });

/** What came of each tool call, as the model is told. */
function resultsIn(body: string): readonly string[] {
  return requestSchema
    .parse(JSON.parse(body))
    .messages.flatMap(({ content }) => z.array(blockSchema).safeParse(content).data ?? [])
    .filter(({ type }) => type === 'tool_result')
    .map(({ content }) => JSON.stringify(content));
}

/** Lets the model call these tools, one after the other; says what it was told, and whether a forbidden program ran. */
async function tried(binary: string, role: 'implementer' | 'planner', tools: readonly Tool[]) {
  const turns = [...tools.map((tool) => ({ ...tool, usage: ONE })), { text: 'done', usage: ONE }];
  const server = await startMessagesServer({ kind: 'turns', turns });
  const seen = { marked: false, written: false };
  try {
    const { outcome } = await dispatchClaude({
      binary,
      role,
      url: server.url,
      allowedCommands: role === 'planner' ? [] : ['npm test && npm run lint:fix'],
      arrange: async (cwd) => {
        await writeFile(join(cwd, 'package.json'), JSON.stringify({ name: 'project', scripts: SCRIPTS }));
        await writeFile(join(cwd, 'mark.cjs'), "require('fs').writeFileSync('marked', '')");
      },
      inspect: async (cwd) => {
        seen.marked = existsSync(join(cwd, 'marked'));
        seen.written = existsSync(join(cwd, 'written.txt'));
      },
    });
    assert.equal(outcome.kind, 'completed', outcome.message);
    return { results: resultsIn(server.bodies().at(-1) ?? '{}'), ...seen };
  } finally {
    await server.close();
  }
}

const bash = (command: string): Tool => ({ tool: 'Bash', input: { command } });

async function runsTheTests(binary: string): Promise<void> {
  const commands = ['npm test', 'npm test -- --bail', 'CI=1 npm test', 'npm test 2>&1 | tail -5', 'npm run lint:fix'];
  const { results } = await tried(binary, 'implementer', commands.map(bash));
  assert.equal(results.length, commands.length);
  for (const [index, result] of results.entries()) {
    assert.match(result, /TESTED|LINTED/, commands[index]);
  }
}

/** Each of these would leave a file behind if it ran. */
const FORBIDDEN = [
  'node mark.cjs',
  'npm test && node mark.cjs',
  'npm test; node mark.cjs',
  'npm test | node mark.cjs',
  'npm test & node mark.cjs',
  'npm test\nnode mark.cjs',
  'npm test $(node mark.cjs)',
  'npm test `node mark.cjs`',
  'npm test <(node mark.cjs)',
  'npm testevil',
  'npm run evil',
  'NODE_OPTIONS="--require ./mark.cjs" npm test',
  'env X=1 node mark.cjs',
  "sh -c 'node mark.cjs'",
];

async function runsNothingElse(binary: string): Promise<void> {
  const { results, marked } = await tried(binary, 'implementer', FORBIDDEN.map(bash));
  assert.equal(results.length, FORBIDDEN.length);
  assert.equal(marked, false, `something ran that was not allowed: ${results.join('\n')}`);
}

async function aPlannerOnlyReads(binary: string): Promise<void> {
  const write = { tool: 'Write', input: { file_path: 'written.txt', content: 'x' } };
  const { results, marked, written } = await tried(binary, 'planner', [
    write,
    bash('echo x > written.txt'),
    bash('npm run evil'),
    bash('cat package.json'),
  ]);
  assert.deepEqual([marked, written], [false, false]);
  assert.match(results.at(-1) ?? '', /lint:fix/, 'it could not read');
}

/** The rules that we make of the allowed commands, as the real CLI understands them. */
export const claudePrivileges: Checks = { runsTheTests, runsNothingElse, aPlannerOnlyReads };
