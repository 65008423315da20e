/** Native ES modules and TypeScript, compiled by swc; types are checked by `npm run types`. */
export default {
  testEnvironment: 'node',
  // Most tests wait for programs; jest's default of one worker less than cores would leave half of a small machine idle.
  maxWorkers: '100%',
  // Tests start thousands of programs, and a process is forked the slower the more memory it holds: at 200 MB it takes 30 ms instead of
  // 4. A worker that has grown is replaced between two files.
  workerIdleMemoryLimit: '300MB',
  // A hanging test is stopped; a slow machine is not a failure.
  testTimeout: 240_000,
  setupFiles: ['<rootDir>/test/support/property-seed.ts'],
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' }, module: { type: 'es6' } },
    ],
  },
};
