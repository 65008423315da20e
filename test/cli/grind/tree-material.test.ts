import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { materialInTree } from '../../../src/cli/grind/tree-material.js';
import { DEFAULT_CONFIG } from '../../../src/config/config.js';
import { readMaterial } from '../../../src/grind/files/material.js';

const { grind } = DEFAULT_CONFIG;

let box = '';
beforeEach(() => {
  box = mkdtempSync(join(tmpdir(), 'pitboss-material-'));
});
afterEach(() => rmSync(box, { recursive: true, force: true }));

function write(path: string, text: string): void {
  mkdirSync(dirname(join(box, path)), { recursive: true });
  writeFileSync(join(box, path), text);
}

function prompt(path: string, name: string): void {
  write(path, `---\nname: ${name}\ndescription: d\n---\n${path}\n`);
}

const places = (promptsDir: string | null = null) => ({ root: join(box, 'repo'), home: join(box, 'home'), promptsDir });

/** Each prompt with its file. */
async function prompts(promptsDir: string | null = null, config = grind, home: string | undefined = join(box, 'home')) {
  const found = await materialInTree({ ...places(promptsDir), home }, null, config);
  const { material } = readMaterial(found, {});
  return material.ok ? material.value.prompts.map(({ name, source, path }) => [name, source, path]) : material.error;
}

describe("prompts in the user's own places", () => {
  test('are those of the project, then those of the home folder', async () => {
    prompt('repo/.pitboss/grind/prompts/a.md', 'lint');
    prompt('home/.pitboss/grind/prompts/b.md', 'lint');
    prompt('home/.pitboss/grind/prompts/c.md', 'docs');
    expect(await prompts()).toEqual([
      ['docs', 'global', '~/.pitboss/grind/prompts/c.md'],
      ['lint', 'project', '.pitboss/grind/prompts/a.md'],
    ]);
    expect(await prompts(null, grind, '')).toEqual([['lint', 'project', '.pitboss/grind/prompts/a.md']]);
  });

  test('are those of one folder alone, where it is named; a flag counts before the configuration', async () => {
    prompt('repo/.pitboss/grind/prompts/a.md', 'lint');
    prompt('repo/chores/d.md', 'docs');
    prompt('elsewhere/e.md', 'speed');
    const config = { ...grind, prompts_dir: 'chores' };
    expect(await prompts(null, config)).toEqual([['docs', 'override', 'chores/d.md']]);
    const elsewhere = join(box, 'elsewhere');
    expect(await prompts(elsewhere, config)).toEqual([['speed', 'override', `${elsewhere}/e.md`]]);
    expect(await prompts(join(box, 'nowhere'))).toMatchObject({ code: 'prompts_missing' });
  });

  test('are plain files at the top that end in exactly .md, and links to such files', async () => {
    prompt('repo/.pitboss/grind/prompts/a.md', 'lint');
    prompt('repo/.pitboss/grind/prompts/deep/b.md', 'deep');
    prompt('repo/.pitboss/grind/prompts/c.MD', 'upper');
    prompt('repo/.pitboss/grind/prompts/d.markdown', 'other');
    prompt('shared/docs', 'docs');
    mkdirSync(join(box, 'repo/.pitboss/grind/prompts/folder.md'));
    symlinkSync(join(box, 'shared/docs'), join(box, 'repo/.pitboss/grind/prompts/linked.md'));
    expect(await prompts()).toEqual([
      ['docs', 'project', '.pitboss/grind/prompts/linked.md'],
      ['lint', 'project', '.pitboss/grind/prompts/a.md'],
    ]);
  });

  test('a file that cannot be read, or is too large, is told of and stops nothing', async () => {
    prompt('repo/.pitboss/grind/prompts/a.md', 'lint');
    write('repo/.pitboss/grind/prompts/b.md', 'x'.repeat(300_000));
    symlinkSync(join(box, 'nowhere'), join(box, 'repo/.pitboss/grind/prompts/c.md'));
    const { material, warnings } = readMaterial(await materialInTree(places(), null, grind), {});
    expect(material).toMatchObject({ ok: true, value: { prompts: [{ name: 'lint' }] } });
    expect(warnings).toMatchObject([
      { file: '.pitboss/grind/prompts/b.md', message: 'is larger than 256 KiB' },
      { file: '.pitboss/grind/prompts/c.md', message: 'cannot be read (ENOENT)' },
    ]);
  });

  test('a rotation stands in the project', async () => {
    prompt('home/.pitboss/grind/prompts/a.md', 'lint');
    write('repo/.pitboss/grind/rotations/nightly.toml', '[[prompts]]\nname = "lint"\nweight_override = 3\n');
    const found = await materialInTree(places(), 'nightly', grind);
    expect(readMaterial(found, {}).material).toMatchObject({
      ok: true,
      value: { rotation: { name: 'nightly', prompts: [{ name: 'lint', weight_override: 3 }] } },
    });
  });
});
