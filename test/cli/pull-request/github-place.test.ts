import { describe, expect, test } from '@jest/globals';
import { githubPlace } from '../../../src/cli/pull-request/github-place.js';

const HUB = { host: 'github.com', owner: 'o', repo: 'r.x', apiUrl: 'https://api.github.com' };

describe('the address of a remote', () => {
  test.each([
    'git@github.com:o/r.x.git',
    'github.com:o/r.x',
    'ssh://git@github.com/o/r.x.git',
    'ssh://git@ssh.github.com:443/o/r.x.git',
    'git://github.com/o/r.x.git',
    'https://github.com/o/r.x',
    'https://user:secret@github.com/o/r.x.git/',
  ])('%s is a repository on github.com', (url) => {
    expect(githubPlace(url, undefined)).toEqual(HUB);
  });

  test('a server of one’s own has its API below its web address, whichever way git gets there', () => {
    const place = { host: 'git.example.org', owner: 'o', repo: 'r' };
    expect(githubPlace('git@git.example.org:o/r.git', '')).toEqual({
      ...place,
      apiUrl: 'https://git.example.org/api/v3',
    });
    expect(githubPlace('http://git.example.org:8080/o/r.git', undefined)).toEqual({
      ...place,
      apiUrl: 'http://git.example.org:8080/api/v3',
    });
  });

  test('a given API address is used as it is', () => {
    expect(githubPlace('http://127.0.0.1:1/o/r.git', 'http://127.0.0.1:2')?.apiUrl).toBe('http://127.0.0.1:2');
  });

  test.each(['/srv/git/r.git', '../r', 'file:///srv/o/r.git', 'https://github.com/o', 'https://github.com/o/r/x', ''])(
    '%j names no repository on a host',
    (url) => {
      expect(githubPlace(url, undefined)).toBeNull();
    },
  );
});
