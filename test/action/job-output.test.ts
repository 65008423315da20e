import { describe, expect, test } from '@jest/globals';
import { reportFailure } from '../../src/action/job-output.js';
import { PitbossError } from '../../src/base/pitboss-error.js';

function reported(error: unknown) {
  const failures: string[] = [];
  const printed: string[] = [];
  reportFailure(error, { setFailed: (text) => failures.push(text), print: (line) => printed.push(line) });
  return { failures, printed };
}

describe('an error that ends a job', () => {
  test('of ours is its three parts and its code', () => {
    const error = new PitbossError({ code: 'some_code', what: 'It broke.', why: 'It was old.', fix: 'Renew it.' });
    expect(reported(error)).toEqual({ failures: ['It broke. It was old. Renew it. [some_code]'], printed: [] });
  });

  test('of any other kind is annotated with its message alone; its stack goes to the log, as text', () => {
    const error = new TypeError('cannot read it');
    error.stack = 'TypeError: cannot read it\n    at there (file.js:1:2)\n::error::not a command\n';
    expect(reported(error)).toEqual({
      failures: ['cannot read it'],
      printed: [
        '[pitboss] TypeError: cannot read it',
        '[pitboss]     at there (file.js:1:2)',
        '[pitboss] ::error::not a command',
      ],
    });
    expect(reported('thrown text')).toEqual({ failures: ['thrown text'], printed: [] });
  });
});
