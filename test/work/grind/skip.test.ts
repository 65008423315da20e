import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { Clock } from '../../../src/base/clock.js';
import type { ShiftEvent } from '../../../src/report/shift-event.js';
import type { WorkPorts } from '../../../src/work/unit.js';
import { NOW } from '../../run/samples.js';
import { type Job, shellAgent, testCommand } from '../support.js';
import { endedSession, type SessionJob, session, verifying } from './support.js';

const STARTED = `echo partly > changed; echo '{"type":"text","text":"hello"}'`;
const noting = { post_session: 'echo post >> ../order', on_failure: 'echo failure >> ../order' };

/** A clock whose waits are over as soon as somebody says so. */
function handClock(): Clock & { ring(): void } {
  let waiting: (() => void)[] = [];
  return {
    now: () => Date.parse(NOW),
    sleep: (_, signal) =>
      new Promise((resolve) => {
        waiting.push(resolve);
        signal?.addEventListener('abort', () => resolve(), { once: true });
      }),
    ring() {
      const due = waiting;
      waiting = [];
      for (const done of due) {
        done();
      }
    },
  };
}

/** Ports that do something once an event of a kind is told. */
function once(kind: ShiftEvent['kind'], act: () => void): Partial<WorkPorts> {
  return { tell: (event) => (event.kind === kind ? act() : undefined) };
}

describe('a skip', () => {
  test('by a command stops the agent; what it used is booked, and no hook follows', async () => {
    const skip = new AbortController();
    const done = await endedSession({
      agent: shellAgent({ implementer: `${STARTED}; sleep 60` }),
      facts: { skip: skip.signal, hooks: noting },
      ports: once('agent_text', () => skip.abort('skip')),
    });
    expect(done.outcome).toMatchObject({ status: 'skipped', code: null, summary: null, hooks: [] });
    expect(done.result.progress).toMatchObject({ dispatches: 1, unsettledUsd: 5 });
    expect(done.has('../order')).toBe(false);
  });

  test('by the file does the same, while the agent is at work', async () => {
    const clock = handClock();
    let path = '';
    const done = await endedSession({
      agent: shellAgent({ implementer: `${STARTED}; sleep 60` }),
      prepare: (dir) => {
        path = join(dir, '.pitboss/skip');
      },
      ports: {
        clock,
        ...once('agent_text', () => {
          writeFileSync(path, '');
          clock.ring();
        }),
      },
    });
    expect(done.outcome.status).toBe('skipped');
    expect(existsSync(path)).toBe(false);
  });

  test('by the agent itself counts, also when it ended well at once', async () => {
    const done = await endedSession({
      agent: shellAgent({ implementer: 'echo done > changed; : > "$PITBOSS_SKIP_FILE"' }),
    });
    expect(done.outcome.status).toBe('skipped');
  });

  test.each([
    ['the tests', testCommand('test ! -e changed || sleep 60'), 'exit 9', 'tests_started'],
    ['the fixer', testCommand('test ! -e changed'), `${STARTED}; sleep 60`, 'agent_text'],
  ] satisfies [string, Job['config'], string, ShiftEvent['kind']][])('stops %s', async (_, config, fixer, kind) => {
    const skip = new AbortController();
    const job: SessionJob = {
      agent: shellAgent({ implementer: 'echo done > changed', fixer }),
      prompt: verifying(),
      config: (given) => ({ ...config(given), tests: { ...config(given).tests, rerun_failed: 0 } }),
      facts: { skip: skip.signal },
      ports: once(kind, () => skip.abort('skip')),
    };
    expect((await endedSession(job)).outcome.status).toBe('skipped');
  });

  test('stops a hook that keeps the session from beginning', async () => {
    const skip = new AbortController();
    skip.abort('skip');
    const done = await endedSession({
      agent: shellAgent({ implementer: 'echo done > changed' }),
      facts: { skip: skip.signal, hooks: { pre_session: 'sleep 60' } },
    });
    expect(done.outcome).toMatchObject({ status: 'skipped', hooks: [{ outcome: 'stopped' }] });
  });

  test('that was left over from before is taken away and skips nothing', async () => {
    const done = await endedSession({
      agent: shellAgent({ implementer: 'echo done > changed' }),
      tree: { '.pitboss/skip': '' },
    });
    expect(done.outcome.status).toBe('ok');
  });

  test('does not hide that the run is folded, nor that its agent changed what governs it', async () => {
    const abort = new AbortController();
    const skip = new AbortController();
    const stop = once('agent_text', () => {
      skip.abort('skip');
      abort.abort('fold');
    });
    const agent = shellAgent({ implementer: `${STARTED}; sleep 60` });
    const folded = await session({ agent, facts: { skip: skip.signal }, ports: { ...stop, signal: abort.signal } });
    expect(folded.result).toMatchObject({ kind: 'interruption', reason: 'fold' });
    const tampering = shellAgent({ implementer: `echo > .pitboss/skip; echo worse > .pitboss/grind/prompts/a.md` });
    const tampered = await session({ agent: tampering, tree: { '.pitboss/grind/prompts/a.md': 'good\n' } });
    expect(tampered.result).toMatchObject({ kind: 'refusal', halt: { code: 'policy_tampered' } });
  });
});
