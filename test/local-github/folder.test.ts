import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { repositoryApi } from '../../src/github/create-repository-api.js';
import { createPacer } from '../../src/github/pacer.js';
import { hastyClock } from '../github/stepped-clock.js';
import { commit, DEMO, git, pushTopic, startWorld, type World } from './helpers.js';

let world: World;
let sha: string;
beforeAll(async () => {
  world = await startWorld();
  const { clone } = await pushTopic(world);
  await mkdir(join(clone, 'prompts/old'), { recursive: true });
  await symlink('a.md', join(clone, 'prompts/link.md'));
  await writeFile(join(clone, 'prompts/old/c.md'), 'below\n');
  await writeFile(join(clone, 'prompts/b.md'), 'Grüße\n');
  await writeFile(join(clone, 'prompts/picture.md'), 'a\u0000b');
  await writeFile(join(clone, 'prompts/long.md'), 'x'.repeat(600_000));
  sha = await commit(clone, 'prompts/a.md', 'first\n');
  await git(clone, 'push', '--quiet', 'origin', 'topic');
});
afterAll(() => world.close());

function api(as: 'owner' | 'stranger') {
  const clock = hastyClock();
  return repositoryApi({ octokit: world[as], ...DEMO, pacer: createPacer(clock), clock });
}

describe('a folder in one request', () => {
  test('gives the files right below it with their texts; what is a link or no whole text has none', async () => {
    expect(await api('owner').folder('prompts', sha)).toEqual([
      { name: 'a.md', text: 'first\n' },
      { name: 'b.md', text: 'Grüße\n' },
      { name: 'link.md', text: null },
      { name: 'long.md', text: null },
      { name: 'picture.md', text: null },
    ]);
  });

  test('is null where there is no folder of that name, or only a file', async () => {
    expect(await api('owner').folder('nothing/here', sha)).toBeNull();
    expect(await api('owner').folder('README.md', sha)).toBeNull();
  });

  test('is refused in a repository that does not exist', async () => {
    const clock = hastyClock();
    const other = repositoryApi({ octokit: world.owner, owner: 'octo', repo: 'no', pacer: createPacer(clock), clock });
    await expect(other.folder('prompts', sha)).rejects.toMatchObject({
      what: expect.stringContaining('folder prompts'),
    });
  });
});
