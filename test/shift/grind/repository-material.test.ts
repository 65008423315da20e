import { describe, expect, test } from '@jest/globals';
import { DEFAULT_CONFIG } from '../../../src/config/config.js';
import type { ShiftEvent } from '../../../src/report/shift-event.js';
import { materialFor } from '../../../src/shift/grind/material-for.js';
import { materialInCommit } from '../../../src/shift/grind/repository-material.js';

const { grind } = DEFAULT_CONFIG;
const LINT = '---\nname: lint\ndescription: d\n---\nDo it.\n';
const DOCS = '---\nname: docs\ndescription: d\n---\nDo it.\n';

/** Files of one commit; a text stands for a plain file. */
function repository(files: Readonly<Record<string, string | { readonly mode: string }>>) {
  const inside = (folder: string) => Object.keys(files).filter((path) => path.startsWith(`${folder}/`));
  const read: string[] = [];
  return {
    read,
    listFiles: async (_commit: string, folder: string) =>
      inside(folder).map((path) => {
        const file = files[path];
        return { path, sha: 'x', mode: typeof file === 'object' ? file.mode : '100644' };
      }),
    readFile: async (commit: string, path: string) => {
      read.push(`${commit} ${path}`);
      const file = files[path];
      return typeof file === 'string' ? Buffer.from(file) : null;
    },
  };
}

describe('what a run on GitHub grinds with', () => {
  test('are the files at the top of the folder in that commit; of the rotations only the one that counts is read', async () => {
    const files = repository({
      '.pitboss/grind/prompts/lint.md': LINT,
      '.pitboss/grind/prompts/docs.md': DOCS,
      '.pitboss/grind/prompts/notes.txt': 'x',
      '.pitboss/grind/prompts/README.MD': 'x',
      '.pitboss/grind/prompts/deep/a.md': 'x',
      '.pitboss/grind/rotations/nightly.yml': 'prompts: [{name: docs}]\n',
      '.pitboss/grind/rotations/other.toml': 'broken',
    });
    const found = await materialInCommit(files, 'c0', 'nightly', grind);
    expect(files.read.toSorted()).toEqual([
      'c0 .pitboss/grind/prompts/docs.md',
      'c0 .pitboss/grind/prompts/lint.md',
      'c0 .pitboss/grind/rotations/nightly.yml',
    ]);
    expect(materialFor(found, grind, () => {})).toMatchObject({
      ok: true,
      value: {
        prompts: [{ name: 'docs' }, { name: 'lint' }],
        rotation: { name: 'nightly', prompts: [{ name: 'docs' }] },
      },
    });
  });

  test('are the files of grind.prompts_dir alone, and the rotation of grind.default_rotation', async () => {
    const files = repository({
      '.pitboss/grind/prompts/lint.md': LINT,
      'chores/docs.md': DOCS,
      '.pitboss/grind/rotations/mine.yaml': 'prompts: [{name: docs, weight_override: 4}]\n',
    });
    const config = { ...grind, prompts_dir: 'chores', default_rotation: 'mine' };
    expect(materialFor(await materialInCommit(files, 'c0', null, config), config, () => {})).toMatchObject({
      ok: true,
      value: {
        prompts: [{ name: 'docs', source: 'override', path: 'chores/docs.md' }],
        rotation: { name: 'mine', prompts: [{ name: 'docs', weight_override: 4 }] },
      },
    });
  });

  test('leaves out a link, and says so', async () => {
    const files = repository({
      '.pitboss/grind/prompts/lint.md': LINT,
      '.pitboss/grind/prompts/linked.md': { mode: '120000' },
    });
    const told: ShiftEvent[] = [];
    const material = materialFor(await materialInCommit(files, 'c0', null, grind), grind, (event) => told.push(event));
    expect(material).toMatchObject({ ok: true, value: { prompts: [{ name: 'lint' }] } });
    expect(told).toEqual([
      {
        kind: 'warning',
        message: '.pitboss/grind/prompts/linked.md: error: the file is no plain file. Put the file itself there.',
      },
    ]);
  });

  test('is nothing where the branch does not exist, with a halt that says what to do', async () => {
    const found = await materialInCommit(repository({}), null, null, grind);
    expect(materialFor(found, grind, () => {})).toEqual({
      ok: false,
      error: {
        code: 'prompts_missing',
        what: 'There is no prompt to grind with.',
        why: 'No file `*.md` stands in .pitboss/grind/prompts. `pitboss prompts new <name>` writes one to begin with.',
        fix: expect.stringContaining('`pitboss prompts validate`'),
      },
    });
  });

  test('is bounded in its number of files', async () => {
    const many = Array.from({ length: 502 }, (_, index) => [`.pitboss/grind/prompts/p${1000 + index}.md`, LINT]);
    const found = await materialInCommit(repository(Object.fromEntries(many)), 'c0', null, grind);
    expect(found.prompts).toHaveLength(500);
    expect(found.problems).toMatchObject([{ message: 'holds 502 files; the last 2 by name are not read' }]);
  });
});
