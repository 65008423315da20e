import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { PINNED_CLIS, type PinnedCli } from '../../../src/agents/pinned/pinned-clis.js';

const lockSchema = z.looseObject({
  packages: z.record(z.string(), z.looseObject({ version: z.string().optional(), integrity: z.string().optional() })),
});

const CLIS: readonly (readonly [string, PinnedCli])[] = Object.entries(PINNED_CLIS);

test('every pinned CLI has a committed lock, and every lock belongs to one', () => {
  expect(readdirSync('agent-cli').sort()).toEqual(CLIS.map(([name]) => name).sort());
});

describe.each(CLIS)('the lock of %s', (name, { package: main, version, programs }) => {
  const lock = lockSchema.parse(JSON.parse(readFileSync(join('agent-cli', name, 'package-lock.json'), 'utf8')));
  const packages = Object.entries(lock.packages).filter(([path]) => path !== '');

  test('names exactly the version that this release was tested with', () => {
    expect(lock.packages['']).toMatchObject({ dependencies: { [main]: version } });
    expect(lock.packages[`node_modules/${main}`]?.version).toBe(version);
  });

  test('has the hash of each package and the address of none', () => {
    expect(packages.filter(([, { integrity }]) => !integrity?.startsWith('sha512-'))).toEqual([]);
    expect(packages.filter(([, each]) => 'resolved' in each)).toEqual([]);
  });

  test('brings the program for each machine that runs jobs', () => {
    for (const platform of ['linux', 'darwin']) {
      for (const arch of ['x64', 'arm64']) {
        const found = programs({ platform, arch }).filter(
          (path) => path.includes('/.bin/') || packages.some(([folder]) => path.startsWith(`${folder}/`)),
        );
        expect(found).not.toEqual([]);
      }
    }
  });
});
