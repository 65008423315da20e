import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { cleanLine } from '../../../src/work/tests/clean-line.js';
import { failuresReader, type Reading } from '../../../src/work/tests/failures/read-failures.js';

/** Output of real runners, but for Maven, Gradle and RSpec, whose forms are written after their documentation. */
function output(name: string): string {
  return readFileSync(new URL(`../../fixtures/test-output/${name}.txt`, import.meta.url), 'utf8');
}

function read(text: string, runs: string): Reading {
  const reader = failuresReader();
  for (const line of text.split('\n')) {
    reader.add(cleanLine(line));
  }
  return reader.result(runs);
}

const KNOWN: readonly (readonly [string, string, number, readonly string[]])[] = [
  ['node-tap', 'node --test', 8, ['breaks \\# hard', 'outer > inner red', 'parent > child red']],
  ['node-spec', 'node --test', 7, ['a.test.mjs > breaks # hard', 'a.test.mjs > child red', 'a.test.mjs > inner red']],
  ['jest', 'jest --ci', 3, ['./a.test.js > outer › inner red', './a.test.js > top red', './b.test.js (cannot be run)']],
  ['vitest', 'vitest run', 3, ['a.test.js > outer > inner red', 'a.test.js > top red', 'b.test.js (cannot be run)']],
  ['mocha', 'mocha spec', 4, ['hooks > "before all" hook for "never"', 'outer > deep > inner red', 'top red']],
  [
    'pytest',
    'pytest',
    6,
    [
      'test_a.py::TestC::test_m',
      'test_a.py::test_f',
      'test_a.py::test_p[a - b]',
      'test_a.py::test_p[c]]',
      'test_a.py::test_red',
    ],
  ],
  ['go-test', 'go test ./...', 2, ['example.com/m.TestRed', 'example.com/m.TestRed/sub_one']],
  ['cargo-test', 'cargo test --no-fail-fast', 3, ['integ', 't::red']],
  ['maven', 'mvn -B test', 5, ['com.example.AppTest.adds', 'com.example.AppTest.reads']],
  ['gradle', 'sh ./gradlew test', 5, [':app:test AppTest > Inner > reads()', ':app:test AppTest > adds()']],
  [
    'rspec',
    'bundle exec rspec',
    4,
    ['./spec/basket_spec.rb > Basket counts', './spec/basket_spec.rb > Basket prices are right'],
  ],
];

describe('names of failing tests', () => {
  test.each(KNOWN)('are read from the output of %s', (name, runs, ran, failing) => {
    expect(read(output(name), runs)).toEqual({ failing, ran, told: true, none: false });
  });

  test.each(KNOWN)('are not trusted when the output of %s is cut short', (name, runs) => {
    const text = output(name);
    expect(read(text.slice(0, text.length / 2), runs).told).toBe(false);
  });

  test.each(KNOWN.filter(([name]) => name !== 'node-spec'))(
    'are not trusted when one of them vanished from the output of %s',
    (name, runs, _, failing) => {
      const last = (failing[0] ?? '').split(/ > |::|\.|\/| › /).at(-1) ?? '';
      const word = last.replace(/ \(cannot be run\)$/, '').replace('js', 'b.test.js');
      const lines = output(name)
        .split('\n')
        .filter((line) => !line.includes(word));
      expect(lines.length).toBeLessThan(output(name).split('\n').length);
      expect(read(lines.join('\n'), runs).told).toBe(false);
    },
  );

  test.each(KNOWN)('are not trusted where %s is not seen to be the last that runs', (name, runs) => {
    expect(read(output(name), './ci.sh').told).toBe(false);
    expect(read(output(name), `${runs} && npm run lint`).told).toBe(false);
    expect(read(output(name), `${runs}; ${runs}`).told).toBe(false);
    expect(read(output(name), `./ci.sh # ${runs}`).told).toBe(false);
    expect(read(output(name), `tsc && ${runs} # then nothing`).told).toBe(true);
  });
});

describe('what makes names worthless', () => {
  test.each([
    [
      'a test that is missing in the list of Node',
      output('node-spec').replace(/(failing tests:[\s\S]*)✖ inner red/, '$1'),
      'node --test',
    ],
    ['a broken collection in pytest', output('pytest-collection'), 'pytest'],
    ['pytest told to stop early', output('pytest'), 'pytest -x'],
    ['jest told to stop early', output('jest'), 'jest --bail=1'],
    [
      'a jest that ran a part of its files',
      output('jest').replace('2 failed, 2 total', '2 failed, 2 of 9 total'),
      'jest',
    ],
    ['an error outside of all tests in vitest', `${output('vitest')}\n     Errors  1 error\n`, 'vitest'],
    ['a panic in Go', `${output('go-test')}panic: boom\n`, 'go test ./...'],
    [
      'a Go package that cannot be built',
      `${output('go-test')}FAIL\texample.com/m/x [build failed]\n`,
      'go test ./...',
    ],
    [
      'cargo that stopped at its first failing binary',
      output('cargo-test').replaceAll(/^error: 2 targets.*$/gm, ''),
      'cargo test',
    ],
    ['one name for two tests in cargo', output('cargo-test').replaceAll('integ', 't::red'), 'cargo test'],
    ['a plan that TAP did not keep', output('node-tap').replace('\n1..5', '\n1..6'), 'node --test'],
    [
      'one name for two tests in TAP',
      output('node-tap').replaceAll(/^ok 1 - adds/gm, 'ok 1 - breaks \\# hard'),
      'node --test',
    ],
    ['TAP that bailed out', `${output('node-tap')}Bail out! no database\n`, 'node --test'],
    ['a Maven module that was skipped', `${output('maven')}[INFO] web ......... SKIPPED\n`, 'mvn test'],
    [
      'an RSpec error outside of examples',
      output('rspec').replace('2 failures', '2 failures, 1 error occurred outside of examples'),
      'rspec',
    ],
    ['two runners, one of them cut short', `${output('jest')}\n${output('mocha').slice(0, 200)}`, 'jest & mocha'],
    ['an unknown form', 'Boom\n1 of 3 tests is red\n', 'run-my-tests'],
  ])('%s', (_, text, runs) => {
    expect(read(text, runs).told).toBe(false);
  });

  test('names beyond all bounds', () => {
    const many = Array.from({ length: 600 }, (_, index) => `FAILED a.py::t${index}`);
    expect(read([...many, '600 failed in 1.00s'].join('\n'), 'pytest')).toMatchObject({ told: false });
    expect(read([...many.slice(0, 500), '500 failed in 1.00s'].join('\n'), 'pytest')).toMatchObject({ told: true });
    expect(read(`FAILED a.py::${'x'.repeat(400)}\n1 failed in 1.00s`, 'pytest')).toMatchObject({ told: false });
  });
});

test('output that is made to be slow to read is read at once, and told nothing of', () => {
  const nasty = [
    `FAILED ${'::'.repeat(2_000)}`,
    `${' '.repeat(4_000)}Time elapsed: x <<< FAILURE!`,
    ` FAIL  ${' [ '.repeat(1_300)}`,
    `A${' > '.repeat(1_300)} FAILE`,
    `Tests:       ${'1'.repeat(4_000)}`,
    `not ok 1 ${' '.repeat(4_000)}x`,
    `✖ ${' (1'.repeat(1_300)}`,
    `test ${' ... '.repeat(800)}`,
    `rspec ${'[1:'.repeat(1_300)}`,
    `${'1 a, '.repeat(800)}`,
  ];
  const lines = Array.from({ length: 2_000 }, (_, index) => nasty[index % nasty.length] ?? '');
  expect(read(['TAP version 13', ...lines].join('\n'), 'node').told).toBe(false);
});

test('a message behind a name is no part of it', () => {
  const text = 'FAILED a.py::t - AssertionError: a - b\n1 failed in 0.01s';
  expect(read(text, 'pytest').failing).toEqual(['a.py::t']);
});

test('a mocha title that ends in a colon keeps what is below it', () => {
  const text = '  0 passing (1ms)\n  1 failing\n\n  1) the sum:\n       adds:\n     Error: x\n';
  expect(read(text, 'mocha')).toMatchObject({ failing: ['the sum: > adds'], told: true });
});

describe('a command without tests', () => {
  test.each([
    'no tests ran in 0.01s',
    '============ no tests ran in 0.01s ============',
    'No tests found, exiting with code 1',
    'No test files found, exiting with code 1',
    'Error: No test files found: "test"',
    'no packages to test',
    'npm error Missing script: "test"',
    'npm ERR! enoent Could not read package.json: Error',
  ])('says so: %s', (line) => {
    expect(read(`> x\n\u001b[31m${line}\u001b[39m\n`, 'npm test')).toMatchObject({ none: true, told: false });
  });

  test('is none as soon as one fails', () => {
    expect(read(`${output('pytest')}\nno tests ran in 0.01s`, 'pytest').none).toBe(false);
  });
});
