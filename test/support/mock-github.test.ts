import http from 'node:http';
import { afterAll, expect, test } from '@jest/globals';
import nock from 'nock';
import { mockGithub } from './mock-github.js';

mockGithub();
// Runs after the helper's own end: this is what the next file in the process finds.
afterAll(() => {
  expect(nock.isActive()).toBe(false);
});

test('nothing reaches the network, and prepared answers are given', async () => {
  nock('http://github.test').get('/zen').reply(200, 'Keep it logically awesome.');
  expect(await (await fetch('http://github.test/zen')).text()).toBe('Keep it logically awesome.');
  const refused = new Promise((resolve) => http.request('http://127.0.0.1:9/').on('error', resolve).end());
  expect(String(await refused)).toContain('Disallowed net connect');
});
