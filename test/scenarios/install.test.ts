import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { openStage, type Stage } from './stage.js';

/** Does a phase's work in one turn. */
const CLAUDE = `#!/bin/sh
if [ "$1" = --version ]; then echo '2.1.329 (Claude Code)'; exit; fi
date +%N > done.txt
echo '{"type":"result","subtype":"success","is_error":false,"terminal_reason":"completed","num_turns":1,"total_cost_usd":0.01}'
`;

/** In npm's place: has one CLI and not the other, and says which names of its environment could be secrets. */
const NPM = `#!/bin/sh
env | grep -E 'TOKEN|KEY|INPUT_' | cut -d= -f1 >&2
grep -q claude-code package.json || { echo 'npm error 404 no such package' >&2; exit 1; }
program="node_modules/@anthropic-ai/claude-code-${process.platform}-${process.arch}/claude"
mkdir -p "$(dirname "$program")"
cp "$(dirname "$0")/claude-to-install" "$program"
`;

let stage: Stage;
let programs: string;
beforeAll(async () => {
  programs = await mkdtemp(join(tmpdir(), 'pitboss-npm-'));
  for (const [name, text] of Object.entries({ npm: NPM, 'claude-to-install': CLAUDE })) {
    await writeFile(join(programs, name), text);
    await chmod(join(programs, name), 0o755);
  }
  stage = await openStage({ programs });
});
afterEach(() => expect(stage.world.github.unknownRoutes).toEqual([]));
afterAll(async () => {
  await stage.close();
  await rm(programs, { recursive: true, force: true });
});

const config = (backend: string) =>
  `agent: { backend: ${backend} }\ntests: { command: 'true' }\naudit: { enabled: false }\n`;

test('a job installs the CLI that its run needs, works with it and says so', async () => {
  const scene = await stage.scene({ plan: 2, config: config('claude_code') });
  await scene.comment('/pitboss play');
  expect(await scene.untilOver()).toMatchObject({ status: 'finished', completed: ['01', '02'], halt: null });
  const shift = stage.world.actions.runs(scene.fullName).find(({ event }) => event === 'workflow_dispatch');
  const line = /installed claude-code 2\.1\.329 \(\d+ MB in [\d.]+ s\): /;
  expect(stage.world.actions.log(shift?.id ?? 0)).toMatch(line);
  expect(stage.world.actions.summary(shift?.id ?? 0)).toMatch(/installed claude\\?-code 2\\?\.1\\?\.329/);
});

test('one that cannot be installed halts the run before anything is spent, with what npm said and no secret in its reach', async () => {
  const scene = await stage.scene({ plan: 1, config: config('codex') });
  await scene.comment('/pitboss play');
  const { halt, usage, attempts } = await scene.untilOver();
  expect(halt).toMatchObject({
    code: 'agent_install_failed',
    why: 'npm exited with code 1: npm error 404 no such package',
  });
  expect([usage.by_role, attempts]).toEqual([{}, {}]);
});
