import { expect, test } from '@jest/globals';
import { maskedStrings, secretMask } from '../../src/land/mask-secrets.js';

const FIRST = 'ghs_first_0123456789';
const SECOND = 'ghs_second_0123456789';

test('a mask knows secrets that are added after it was made', () => {
  const secrets = [FIRST];
  const mask = secretMask(secrets);
  expect(mask(`${FIRST} ${SECOND}`)).toBe(`[secret removed] ${SECOND}`);
  secrets.push(SECOND);
  expect(mask(`${FIRST} ${SECOND}`)).toBe('[secret removed] [secret removed]');
});

test('a secret goes whole, also where another one is a part of it', () => {
  expect(secretMask([FIRST, `${FIRST}-and-more`])(`x ${FIRST}-and-more y`)).toBe('x [secret removed] y');
});

test('data is masked at any depth, and keeps its form', () => {
  const data = { n: 1, none: null, flag: true, list: [`a ${FIRST}`, { deep: FIRST }], [FIRST]: 'key' };
  expect(maskedStrings(data, secretMask([FIRST]))).toEqual({
    n: 1,
    none: null,
    flag: true,
    list: ['a [secret removed]', { deep: '[secret removed]' }],
    [FIRST]: 'key',
  });
  expect(data.list[0]).toContain(FIRST);
});
