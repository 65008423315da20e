import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { dryGrind } from '../../../src/cli/grind/dry-grind.js';
import type { GrindOptions } from '../../../src/cli/grind/grind-command.js';
import { write } from '../../git/support.js';
import { everything, type Sandbox, sandbox } from '../support/sandbox.js';

jest.setTimeout(60_000);

const prompt = (name: string, more = '') => `---\nname: ${name}\ndescription: about ${name}\n${more}---\nDo ${name}.\n`;
const PROMPTS = {
  '.pitboss/grind/prompts/alpha.md': prompt('alpha'),
  '.pitboss/grind/prompts/bravo.md': prompt('bravo'),
};

/** What is printed in a folder, without a process of its own. */
async function dry(folder: string, options: GrindOptions = {}) {
  const [out, err]: [string[], string[]] = [[], []];
  const terminal = {
    out: (line: string) => void out.push(line),
    err: (line: string) => void err.push(line),
    ...{ colour: false, outColour: false, screen: null },
  };
  const places = {
    cwd: folder,
    env: { PATH: process.env.PATH, HOME: join(folder, 'home') },
    templates: '',
    scriptAgent: '',
  };
  const code = await dryGrind({ terminal, places }, options);
  return { code, out: out.join('\n'), err: err.join('\n') };
}

describe('where there is no repository', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'pitboss-dry-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  test('prints its header and the picks, and leaves nothing behind', async () => {
    write(folder, PROMPTS);
    const before = everything(folder);
    const { code, out } = await dry(folder, { maxIterations: 3 });
    expect([code, out.split('\n').slice(0, 2)]).toEqual([0, ['=== pitboss grind --dry-run ===', 'version: 1']]);
    expect(out).toContain(`- path: ${folder}\n`);
    expect(out).toContain('- max_iterations: 3\n');
    expect(out).toContain('\n 1. alpha\n 2. bravo\n 3. alpha\n');
    expect(everything(folder)).toEqual(before);
  });

  test('without a prompt fails to start before any report', async () => {
    await expect(dry(folder)).rejects.toMatchObject({
      code: 'prompts_missing',
      exitCode: 4,
      what: expect.stringMatching(/^grind: /),
    });
  });

  test('names a bad prompt, and passes it over', async () => {
    write(folder, { ...PROMPTS, '.pitboss/grind/prompts/bad.md': prompt('bad', 'weight: 0\n') });
    const { out, err } = await dry(folder);
    expect(err).toMatch(/warning: \.pitboss\/grind\/prompts\/bad\.md:\d+: .*weight/);
    expect(out).not.toContain('bad');
  });

  test('takes prompts from another folder, seen from where the person stands', async () => {
    write(folder, { ...PROMPTS, 'mine/charlie.md': prompt('charlie') });
    const { out } = await dry(folder, { promptsDir: 'mine' });
    expect(out).toContain('- charlie (override): ');
    expect(out).not.toContain('alpha');
  });

  test('refuses a budget beyond grind.maximum', async () => {
    write(folder, { ...PROMPTS, '.github/pitboss.yml': 'grind: { maximum: { max_iterations: 10 } }\n' });
    await expect(dry(folder, { maxIterations: 11 })).rejects.toMatchObject({
      code: 'budget_beyond_maximum',
      exitCode: 4,
      why: 'grind.maximum.max_iterations is 10.',
    });
  });

  test('has the same for programs', async () => {
    write(folder, PROMPTS);
    expect(JSON.parse((await dry(folder, { json: true })).out)).toMatchObject({
      schema: 1,
      command: 'grind',
      resume: null,
      rotation: { name: 'default' },
      prompts: [{ name: 'alpha' }, { name: 'bravo' }],
      preview: ['alpha', 'bravo', 'alpha', 'bravo', 'alpha', 'bravo', 'alpha', 'bravo', 'alpha', 'bravo'],
    });
  });

  test('cannot resume', async () => {
    write(folder, PROMPTS);
    await expect(dry(folder, { resume: true })).rejects.toMatchObject({ code: 'no_repository', exitCode: 4 });
  });
});

describe('in a repository', () => {
  let box: Sandbox;
  beforeEach(() => {
    box = sandbox(PROMPTS);
  });
  afterEach(() => box.close());

  test('without a run to resume fails to start', async () => {
    for (const resume of [true, '20260101T000000Z-abcdef'] as const) {
      await expect(dry(box.repo, { resume })).rejects.toMatchObject({
        exitCode: 4,
        what: expect.stringMatching(/^grind: /),
      });
    }
  });

  test('makes no branch, no ref and no file, as the real program', () => {
    const before = [everything(box.repo), box.git('for-each-ref')];
    const ran = box.pitboss('grind', '--dry-run');
    expect([ran.code, ran.err]).toEqual([0, '']);
    expect(ran.out).toMatch(/^=== pitboss grind --dry-run ===\nversion: 1\n\n## Workspace\n/);
    expect([everything(box.repo), box.git('for-each-ref')]).toEqual(before);
  });
});
