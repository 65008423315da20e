import { afterEach, expect, test } from '@jest/globals';
import { fetchedTip, promptsFrom } from '../../src/shift/prompts.js';
import { shellAgent } from '../work/support.js';
import { type ShiftScene, shiftScene } from './support.js';

const FOLDER = '.pitboss/prompts';
let world: ShiftScene;
afterEach(() => world.dispose());

/** The prompts of the remote's default branch, read as a shift reads them. */
async function read(base: Record<string, string>) {
  world = await shiftScene({ base: { 'a.txt': 'one\n', ...base }, phases: 1 });
  const repository = await world.open({ name: 'reader' });
  return promptsFrom(repository, await fetchedTip(repository, 'main'));
}

test('come from the default branch and reach the agent behind our own lines', async () => {
  const prompts = await read({ [`${FOLDER}/implementer.md`]: 'Work as the house does.\n{phase_body}\n{deferred}\n' });
  await world.shift({
    agent: shellAgent({ implementer: 'cat > shown.md' }),
    ports: { prompts: async () => prompts },
  });
  expect(world.remoteGit('show', `pitboss/play/${world.runId}:shown.md`)).toMatch(
    /^Pitboss dispatch: role=implementer[\s\S]*Rules that halt the run[\s\S]*\n\nWork as the house does\.\n`{4}\n# Phase 01/,
  );
});

test('that are not there are the built-in ones', async () => {
  expect(await read({})).toEqual({ ok: true, value: {} });
  const other = await world.open({ name: 'other' });
  expect(await promptsFrom(other, await fetchedTip(other, 'no-such-branch'))).toEqual({ ok: true, value: {} });
});

test.each([
  ['a folder below it', { [`${FOLDER}/old/fixer.md`]: 'x' }, /prompts\/old\/fixer\.md: error: No role/],
  ['a file in its place', { [FOLDER]: 'x' }, /prompts: error: It is no folder/],
  ['a broken template', { [`${FOLDER}/fixer.md`]: '{' }, /fixer\.md:1: error: A single `\{`/],
])('with %s cannot be used', async (_, base, why) => {
  expect(await read(base)).toMatchObject({
    ok: false,
    error: { code: 'prompt_invalid', why: expect.stringMatching(why) },
  });
});

test('that are links are not followed', async () => {
  await read({});
  const repository = await world.open({ name: 'writer' });
  const link = { mode: '120000', sha: '', path: `${FOLDER}/fixer.md` };
  const linked = { listFiles: async () => [link], readFile: repository.readFile };
  expect(await promptsFrom(linked, world.base)).toMatchObject({
    error: { why: `${FOLDER}/fixer.md: error: It is no plain file.` },
  });
});

test('that cannot be used halt a run before an agent starts', async () => {
  const prompts = await read({ [`${FOLDER}/fixer.md`]: '{' });
  const shifted = await world.shift({ ports: { prompts: async () => prompts } });
  expect(shifted.started).toEqual([]);
  expect(await world.record()).toMatchObject({ status: 'halted', halt: { code: 'prompt_invalid' }, lease: null });
  await world.command('rebuy');
  await world.shift();
  expect((await world.record()).status).toBe('finished');
});

test('are not the agent’s to write: a new one is removed and halts the run', async () => {
  await read({});
  const writes = `mkdir -p ${FOLDER}; echo x > 01.txt; echo mine > ${FOLDER}/auditor.md`;
  await world.shift({ agent: shellAgent({ implementer: writes }) });
  expect((await world.record()).halt).toMatchObject({
    code: 'policy_tampered',
    why: expect.stringContaining(`${FOLDER}/auditor.md`),
  });
});
