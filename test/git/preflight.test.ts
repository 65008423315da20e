import { describe, expect, test } from '@jest/globals';
import { baseHazards } from '../../src/git/preflight.js';
import { git, scene } from './support.js';

describe('a base branch before anything is spent', () => {
  test('content filters and submodules are found with their places', async () => {
    const here = scene({
      '.gitattributes': '# *.x filter=lfs\n*.png filter=lfs diff=lfs merge=lfs -text\n',
      'deep/.gitattributes': '*.c text\n*.k\tfilter=crypt\n',
      '.gitmodules': '[submodule "m"]\n\tpath = m\n\turl = https://example.com/m\n',
    });
    git(here.remote, 'read-tree', 'main');
    git(here.remote, 'update-index', '--add', '--cacheinfo', `160000,${here.base},m`);
    const commit = git(here.remote, 'commit-tree', git(here.remote, 'write-tree'), '-m', 'with a submodule');
    git(here.remote, 'update-ref', 'refs/heads/main', commit);
    const repository = await here.open();
    await repository.fetch(['refs/heads/main']);
    expect(await baseHazards(repository, commit)).toEqual({
      filters: [
        { path: '.gitattributes', line: 2, filter: 'lfs' },
        { path: 'deep/.gitattributes', line: 2, filter: 'crypt' },
      ],
      submodules: ['.gitmodules', 'm'],
    });
    await here.dispose();
  });

  test('an ordinary base has none', async () => {
    const here = scene({ '.gitattributes': '* text=auto\n', 'a.txt': 'a\n' });
    const repository = await here.open();
    await repository.fetch([here.base]);
    expect(await baseHazards(repository, here.base)).toEqual({ filters: [], submodules: [] });
    await here.dispose();
  });
});
