import { describe, expect, test } from '@jest/globals';
import { openJobOutput, reportFailure } from '../../src/action/job-output.js';
import { PitbossError } from '../../src/base/pitboss-error.js';
import { session } from '../report/grind/samples.js';

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

describe('the log of a grind run in a job', () => {
  const started = (seq: number, prompt = 'docs') =>
    ({ kind: 'session_started', seq, prompt, parallelSafe: true, resumedAt: null }) as const;
  const ended = (seq: number) => ({ kind: 'session_ended', session: session({ seq }), seconds: 1 }) as const;

  /** The log without the words that switch commands off and on, and whether each line was read as a command. */
  function logged(events: readonly Parameters<ReturnType<typeof openJobOutput>['tell']>[0][]) {
    const lines: string[] = [];
    const output = openJobOutput((line) => lines.push(line));
    for (const event of events) {
      output.tell(event);
    }
    output.end();
    const word = lines[0]?.replace('::stop-commands::', '') ?? '';
    let on = true;
    const obeyed = lines.flatMap((line) => {
      if (line.startsWith('::stop-commands::') || line === `::${word}::`) {
        on = line === `::${word}::`;
        return [];
      }
      return [on ? `obeyed ${line}` : line];
    });
    expect(on).toBe(true);
    return obeyed;
  }

  test('folds each session, and shows how it ended below', () => {
    const text = { kind: 'agent_text', text: '::endgroup::\n::error::x' } as const;
    expect(logged([started(1), text, ended(1), started(2), ended(2)])).toEqual([
      '[pitboss] session 0001: docs',
      'obeyed ::group::session 0001 docs',
      '[agent] ::endgroup::',
      '[agent] ::error::x',
      'obeyed ::endgroup::',
      expect.stringMatching(/^\[pitboss\] session 0001 \(lint-sweep\) ok/),
      '[pitboss] session 0002: docs',
      'obeyed ::group::session 0002 docs',
      'obeyed ::endgroup::',
      expect.stringMatching(/^\[pitboss\] session 0002/),
    ]);
  });

  test('folds none of those that work side by side, and leaves no group open', () => {
    const mixed = logged([started(1), started(2), ended(1), started(3), ended(2), ended(3), started(4)]);
    expect(mixed.filter((line) => line.startsWith('obeyed'))).toEqual([
      'obeyed ::group::session 0001 docs',
      'obeyed ::endgroup::',
      'obeyed ::group::session 0004 docs',
      'obeyed ::endgroup::',
    ]);
  });

  test('never takes the name of a prompt for a part of a command', () => {
    expect(logged([started(1, 'x\n::error::y')])).toContain('obeyed ::group::session 0001');
  });
});
