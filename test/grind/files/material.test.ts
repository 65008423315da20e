import { describe, expect, test } from '@jest/globals';
import { problemLine } from '../../../src/config/problem.js';
import { discover } from '../../../src/grind/files/discover.js';
import { type FoundMaterial, readMaterial } from '../../../src/grind/files/material.js';
import { FOLDER, promptFile, promptText, rotationFile, valid } from './files.js';

describe('discovery', () => {
  test('sorts by name; the first definition of a name wins, and a bad file defines nothing', () => {
    const { prompts, bad, warnings } = discover([
      promptFile('broken', promptText('name: docs\n')),
      valid('lint'),
      valid('alpha', 'project', 'z'),
      valid('docs', 'global'),
      valid('lint', 'global'),
    ]);
    expect(prompts.map(({ name, source }) => `${name} ${source}`)).toEqual([
      'alpha project',
      'docs global',
      'lint project',
    ]);
    expect(bad.map(({ path, name }) => [path, name])).toEqual([[`${FOLDER}/broken.md`, 'docs']]);
    expect(warnings).toEqual([]);
  });

  test('of two files of one folder with one name, the second is told of', () => {
    const { prompts, warnings } = discover([valid('lint', 'project', 'a'), valid('lint', 'project', 'b')]);
    expect(prompts.map(({ path }) => path)).toEqual([`${FOLDER}/a.md`]);
    expect(warnings.map(problemLine)).toEqual([
      `${FOLDER}/b.md:1: warning: name is \`lint\`, which ${FOLDER}/a.md defines already, so this file is not used. Give one of the two another name, or remove it.`,
    ]);
  });
});

function found(parts: Partial<FoundMaterial>): FoundMaterial {
  return {
    prompts: [valid('lint'), valid('docs')],
    folders: [FOLDER],
    wanted: 'default',
    rotation: [],
    rotations: [],
    problems: [],
    ...parts,
  };
}

/** Names of the rotation's prompts, or why there is nothing to grind with. */
function outcome(parts: Partial<FoundMaterial>, most = {}) {
  const { material } = readMaterial(found(parts), most);
  return material.ok ? material.value.rotation.prompts.map(({ name }) => name) : material.error;
}

describe('what a run grinds with', () => {
  test('is every prompt in the order of names, where no rotation is named', () => {
    expect(readMaterial(found({}), {})).toMatchObject({
      material: { ok: true, value: { rotation: { name: 'default', prompts: [{ name: 'docs' }, { name: 'lint' }] } } },
      warnings: [],
    });
  });

  test('is the rotation of that name, also where a file is called default', () => {
    const nightly = rotationFile('nightly.yml', 'prompts: [{name: lint}]\n');
    expect(outcome({ wanted: 'nightly', rotation: [nightly] })).toEqual(['lint']);
    expect(outcome({ rotation: [rotationFile('default.toml', '[[prompts]]\nname = "docs"\n')] })).toEqual(['docs']);
  });

  test('leaves a bad prompt out and says so', () => {
    const bad = promptFile('bad', promptText('name: bad\n'));
    const read = readMaterial(found({ prompts: [bad, valid('lint')] }), {});
    expect(read.material).toMatchObject({ ok: true, value: { rotation: { prompts: [{ name: 'lint' }] } } });
    expect(read.warnings.map(problemLine)).toEqual([
      expect.stringContaining(`${FOLDER}/bad.md:1: error: description is missing`),
    ]);
  });

  test('is nothing where the rotation names a bad prompt; its own fault is told', () => {
    const bad = promptFile('file', promptText('name: bad\ndescription: d\nweight: 0\n'));
    const rotation = [rotationFile('n.yml', 'prompts:\n  - name: lint\n  - name: bad\n')];
    expect(outcome({ prompts: [bad, valid('lint')], wanted: 'n', rotation })).toEqual({
      code: 'unknown_prompt',
      why: [
        `.pitboss/grind/rotations/n.yml:3: error: prompts.1.name names \`bad\`, whose file ${FOLDER}/file.md has faults. Correct that file.`,
        `${FOLDER}/file.md:4: error: weight must be at least 1. Write a whole number from 1, such as \`weight: 2\`, or leave the key out.`,
      ].join('\n'),
    });
  });

  test('is nothing where the rotation names a prompt that is not there: the first of them is named', () => {
    const rotation = [rotationFile('n.yml', 'prompts:\n  - name: lnit\n  - name: nowhere\n')];
    expect(outcome({ wanted: 'n', rotation })).toEqual({
      code: 'unknown_prompt',
      why: '.pitboss/grind/rotations/n.yml:2: error: prompts.0.name names `lnit`, and there is no such prompt. Did you mean `lint`?',
    });
  });

  test('is nothing without a valid prompt', () => {
    expect(outcome({ prompts: [], folders: ['a', 'b'] })).toEqual({
      code: 'prompts_missing',
      why: 'No file `*.md` stands in a and b. `pitboss prompts new <name>` writes one to begin with.',
    });
    expect(outcome({ prompts: [promptFile('x', 'no fence')] })).toEqual({
      code: 'prompts_missing',
      why: expect.stringContaining(
        `Every prompt in ${FOLDER} has faults.\n${FOLDER}/x.md:1: error: the file has no front`,
      ),
    });
  });

  test('is nothing with a rotation that cannot be read, that is missing, or that two files hold', () => {
    const bad = rotationFile('n.yml', 'bogus: 1\n');
    expect(outcome({ wanted: 'n', rotation: [bad] })).toMatchObject({
      code: 'rotation_invalid',
      why: expect.stringContaining('n.yml:1: error: bogus is not a known key.'),
    });
    expect(outcome({ wanted: 'nighty', rotations: ['x/nightly.yml', 'x/weekly.toml'] })).toEqual({
      code: 'rotation_invalid',
      why: 'There is no rotation `nighty`: none of .pitboss/grind/rotations/nighty.yml, .pitboss/grind/rotations/nighty.yaml, .pitboss/grind/rotations/nighty.toml exists. There are nightly, weekly. Did you mean `nightly`?',
    });
    const twice = [rotationFile('n.toml', ''), rotationFile('n.yml', '')];
    expect(outcome({ wanted: 'n', rotation: twice })).toEqual({
      code: 'rotation_invalid',
      why: '.pitboss/grind/rotations/n.yml:1: error: the file holds the rotation `n`, and so does .pitboss/grind/rotations/n.toml. Remove or rename one of the two.',
    });
    expect(outcome({ wanted: '../../etc/passwd\nx' })).toEqual({
      code: 'rotation_invalid',
      why: '`../../etc/passwd x` is no name that a rotation can have.',
    });
  });

  test('is nothing with budgets beyond what the configuration allows', () => {
    const rotation = [rotationFile('n.yml', 'budgets: {max_iterations: 9}\n')];
    expect(outcome({ wanted: 'n', rotation }, { max_iterations: 8 })).toMatchObject({ code: 'rotation_invalid' });
    expect(outcome({ wanted: 'n', rotation }, { max_iterations: 9 })).toEqual([]);
  });
});
