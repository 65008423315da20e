import { afterEach, describe, expect, test } from '@jest/globals';
import { instructionsSection } from '../../src/prompts/instructions.js';
import { instructionsFrom } from '../../src/shift/instructions.js';
import { fetchedTip } from '../../src/shift/prompts.js';
import { type ShiftScene, shiftScene } from './support.js';

let world: ShiftScene;
afterEach(() => world.dispose());

/** What agents are told of a default branch with these files, read as a shift reads them. */
async function read(base: Record<string, string>, configured?: readonly string[], links: Record<string, string> = {}) {
  world = await shiftScene({ base: { 'a.txt': 'one\n', ...base }, phases: 1 });
  const repository = await world.open({ name: 'reader' });
  const tip = await fetchedTip(repository, 'main');
  const files = await instructionsFrom(withLinks(repository, links), tip, configured);
  return files.ok ? { ok: true as const, value: instructionsSection(files.value) } : files;
}

type Repository = Awaited<ReturnType<ShiftScene['open']>>;

function withLinks(repository: Repository, links: Record<string, string>): Parameters<typeof instructionsFrom>[0] {
  return {
    listFiles: async (commit, prefix) =>
      prefix in links ? [{ path: prefix, mode: '120000', sha: '' }] : repository.listFiles(commit, prefix),
    readFile: async (commit, path) => {
      const target = links[path];
      return target === undefined ? repository.readFile(commit, path) : Buffer.from(target);
    },
  };
}

describe('without a setting', () => {
  test('the first of the usual files counts, and only that one', async () => {
    const told = await read({ 'GEMINI.md': 'gemini rules', 'CLAUDE.md': 'claude rules\n', 'docs/AGENTS.md': 'nested' });
    expect(told).toMatchObject({
      ok: true,
      value: expect.stringContaining('### CLAUDE.md\n\n````\nclaude rules\n````'),
    });
    expect(told.ok && told.value).not.toMatch(/gemini rules|nested/);
  });

  test.each([
    ['there is none', {}],
    ['it is a folder', { 'AGENTS.md/part.md': 'rules' }],
    ['it holds no text', { 'AGENTS.md': 'a\u0000b' }],
    ['it is empty', { 'AGENTS.md': ' \n' }],
  ])('agents are told nothing where %s', async (_, base) => {
    expect(await read(base)).toEqual({ ok: true, value: '' });
  });

  test('one name may be a link to another file of the repository, and to nothing else', async () => {
    const linked = await read({ 'docs/agents.md': 'the rules' }, undefined, { 'AGENTS.md': 'docs/agents.md' });
    expect(linked).toMatchObject({ value: expect.stringContaining('### AGENTS.md\n\n````\nthe rules\n````') });
    for (const target of ['../outside.md', '/etc/passwd', 'docs', 'nowhere.md']) {
      expect(await read({ 'docs/agents.md': 'x' }, undefined, { 'AGENTS.md': target })).toEqual({
        ok: true,
        value: '',
      });
    }
  });
});

describe('with agent.instructions', () => {
  test('all the files are told, in this order', async () => {
    const told = await read({ 'b.md': 'second', 'docs/a.md': 'first', 'AGENTS.md': 'usual' }, ['docs/a.md', 'b.md']);
    expect(told.ok && told.value).toMatch(/### docs\/a\.md[\s\S]*first[\s\S]*### b\.md[\s\S]*second/);
    expect(told.ok && told.value).not.toContain('usual');
  });

  test('none are told for an empty list', async () => {
    expect(await read({ 'AGENTS.md': 'rules' }, [])).toEqual({ ok: true, value: '' });
  });

  test.each([
    ['there is no such file', 'missing.md', {}],
    ['there is no such file', 'docs', {}],
    ['it holds no text', 'image.md', {}],
    ['it is a link that leads out of the repository', 'link.md', { 'link.md': '../other/rules.md' }],
  ])('a run halts before anything is spent: %s', async (why, path, links) => {
    const told = await read({ 'docs/a.md': 'first', 'image.md': 'a\u0000b' }, [path], links);
    expect(told).toMatchObject({
      ok: false,
      error: { code: 'instructions_unreadable', why: expect.stringContaining(why) },
    });
  });
});

test('a long file is told in part, and its fences close nothing', async () => {
  const told = await read({ 'AGENTS.md': `head\n\`\`\`\`\n${'x'.repeat(100_000)}\ntail\n` });
  const text = told.ok ? told.value : '';
  expect(text.length).toBeLessThan(42_000);
  expect(text).toMatch(/`{5}\nhead\n[\s\S]*characters left out[\s\S]*tail\n`{5}/);
});
