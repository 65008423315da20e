import { describe, expect, test } from '@jest/globals';
import type { Config } from '../../../src/config/config.js';
import type { ChangeSet } from '../../../src/integrity/change-set.js';
import { shellAgent, testCommand } from '../support.js';
import { endedSession, fixers, KEPT, type SessionJob, session, verifying } from './support.js';

const WORKS = 'echo broken > changed; echo "mended one" > "$PITBOSS_SUMMARY_FILE"';
/** Tests that pass once `changed` says `fixed`, and on a base without it. */
const NEEDS_FIX = testCommand('test ! -e changed || grep fixed changed || { echo "not fixed yet"; exit 1; }');

function verified(job: Partial<SessionJob> & { readonly fixer?: string; readonly attempts?: number }) {
  const { fixer = 'echo fixed > changed', attempts = 2, ...rest } = job;
  const config = (given: Config) => NEEDS_FIX(fixers(attempts)(given));
  return { agent: shellAgent({ implementer: WORKS, fixer }), prompt: verifying(), config, ...rest };
}

describe('a session that is verified', () => {
  test('is mended by the fixer, and keeps the summary of its agent', async () => {
    const done = await endedSession(verified({ fixer: 'cat > ../prompt; echo fixed > changed' }));
    expect(done.outcome).toMatchObject({ status: 'ok', summary: 'mended one', changed: true });
    expect(done.result.progress).toMatchObject({ fix: 1, dispatches: 2, tests: { passed: true } });
    const prompt = done.read('../prompt');
    expect(prompt).toMatch(/^Pitboss dispatch: role=fixer unit=session\/0007-lint attempt=1\n/);
    expect(prompt).toContain('not fixed yet');
    expect(prompt).toContain('Mend one lint warning.');
  });

  test('fails once the fixer has used its attempts', async () => {
    const done = await endedSession(verified({ fixer: 'true' }));
    expect(done.outcome).toMatchObject({
      status: 'error',
      code: 'tests_failed',
      summary: expect.stringMatching(/^verify failed after 2 fixer attempts: tests: failed \(exit 1[\s\S]*mended one$/),
    });
    expect(done.result.progress).toMatchObject({ fix: 2, dispatches: 3 });
  });

  test('fails at once where no fixer is allowed', async () => {
    const done = await endedSession(verified({ attempts: 0 }));
    expect(done.outcome).toMatchObject({
      status: 'error',
      summary: expect.stringMatching(/^verify failed: tests: failed/),
    });
    expect(done.result.progress).toMatchObject({ fix: 0, dispatches: 1 });
  });

  test('whose fixer fails names the attempt', async () => {
    const done = await endedSession(verified({ fixer: 'exit 4' }));
    expect(done.outcome).toMatchObject({
      status: 'error',
      code: 'agent_failed',
      summary: expect.stringMatching(/^verify fixer attempt 1: /),
    });
  });

  test('finds out how the tests stood before, so that a failure of then is not its own', async () => {
    const done = await endedSession(
      verified({
        config: (config) => ({ ...config, tests: { ...config.tests, command: 'sh pytest-stand-in', rerun_failed: 0 } }),
        tree: {
          'pytest-stand-in': 'cat results; exit 1',
          'pytest.ini': '',
          results: 'FAILED a.py::old - x\n1 failed, 2 passed in 0.01s\n',
        },
        base: { baseline: null, failing: [], untouched: false },
      }),
    );
    expect(done.kinds('baseline', 'tests_started')).toEqual(['tests_started', 'baseline', 'tests_started']);
    expect(done.outcome.status).toBe('ok');
  });

  const RED = { tree: { changed: 'broken', 'pytest.ini': '' }, config: testCommand('echo broken; exit 1') };

  test('halts the run before it costs anything where the run began on tests whose failures have no names', async () => {
    const done = await session(verified({ ...RED, base: { baseline: null, failing: [], untouched: true } }));
    expect(done.result).toMatchObject({ kind: 'refusal', halt: { code: 'baseline_red' }, progress: { dispatches: 0 } });
  });

  test('has to turn green what sessions before it broke so', async () => {
    const job = verified({ tree: RED.tree, base: { baseline: null, failing: [], untouched: false } });
    const done = await endedSession(job);
    expect(done.outcome.status).toBe('ok');
    expect(done.result.progress).toMatchObject({ fix: 1 });
    expect(done.result.progress.baseline).toBeUndefined();
  });

  test('that goes on at its tests pays no agent anew and keeps what was written', async () => {
    const done = await endedSession(
      verified({
        order: { ...KEPT, stage: 'test', settled_usd: 0.5 },
        tree: {
          changed: 'fixed',
          '.pitboss/grind/summary.txt': 'from before\n',
          '.pitboss/grind/scratchpad.md': '- noted\n',
        },
      }),
    );
    expect(done.outcome).toMatchObject({ status: 'ok', summary: 'from before', scratchpad: '- noted\n' });
    expect(done.result.progress.dispatches).toBe(0);
  });

  test('that is interrupted is kept at its stage, with what only a session knows', async () => {
    const abort = new AbortController();
    const done = await session(
      verified({
        config: testCommand('sleep 60'),
        ports: {
          signal: abort.signal,
          tell: (event) => (event.kind === 'tests_started' ? abort.abort('deadline') : undefined),
        },
      }),
    );
    expect(done.result).toMatchObject({
      kind: 'interruption',
      reason: 'deadline',
      progress: { stage: 'test', session: { summary: 'mended one', scratchpad: '' } },
    });
  });
});

describe('tests that say less', () => {
  const weaker: ChangeSet = {
    files: [
      {
        path: 'a.test.js',
        before: "test('a', () => { expect(1).toBe(1); });\n",
        after: "test.skip('a', () => { expect(1).toBe(1); });\n",
      },
    ],
    unread: [],
  };
  const ports = { changedFiles: async () => weaker };
  const passing = testCommand('true');

  test('fail a session that is verified', async () => {
    const done = await endedSession(verified({ config: passing, ports }));
    expect(done.outcome).toMatchObject({ status: 'error', code: 'tests_weakened' });
    expect(done.outcome.summary).toMatch(/^The session made tests say less: a\.test\.js:1/);
  });

  test('are excused by a reason in its summary', async () => {
    const reason = '- [x] test change a.test.js: the call that it tests is gone';
    const implementer = `echo x > changed; echo "${reason}" > "$PITBOSS_SUMMARY_FILE"`;
    const done = await endedSession(verified({ agent: shellAgent({ implementer }), config: passing, ports }));
    expect(done.outcome.status).toBe('ok');
    expect(done.result.progress.testChanges).toMatchObject([{ reason: 'the call that it tests is gone' }]);
  });

  test('are shown, and no more, where nobody verifies', async () => {
    const done = await endedSession(verified({ prompt: { verify: false }, ports }));
    expect(done.outcome.status).toBe('ok');
    expect(done.kinds('tests_weakened', 'tests_started')).toEqual(['tests_weakened']);
  });
});
