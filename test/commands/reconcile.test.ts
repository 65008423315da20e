import { describe, expect, test } from '@jest/globals';
import { acceptComment } from '../../src/commands/accept.js';
import { reconcile } from '../../src/commands/reconcile.js';
import { firstNonce, runIdFor } from '../../src/run/ids.js';
import { hastyClock } from '../github/stepped-clock.js';
import { AT, commentBy, createHub, eventOf, githubFault, portsOf, recordOf } from './fake-github.js';

const SINCE = '2026-01-01T00:00:00Z';
const RUN = runIdFor(AT, '100-0');
const MINUTE = 60_000;

describe('lost commands', () => {
  test('a command whose delivery never came is taken up once, however often and by whomever', async () => {
    const hub = createHub();
    hub.comments.push(commentBy('ann', '/pitboss play'));
    const [one, two] = [portsOf(hub), portsOf(hub)];
    for (const ports of [one, one, two, two]) {
      await reconcile(ports, SINCE);
    }
    expect(hub.triggers.size).toBe(1);
    expect(hub.dispatches).toHaveLength(1);
  });

  test('a process that died after the acknowledgement leaves nothing to be done twice', async () => {
    const hub = createHub();
    hub.comments.push(commentBy('ann', '/pitboss play'));
    hub.faults.set('dispatch', { error: githubFault('github_unavailable'), times: 1 });
    await acceptComment(eventOf(hub, '/pitboss play'), portsOf(hub));
    expect(hub.dispatches).toEqual([]);
    const restarted = portsOf(hub);
    expect(await reconcile(restarted, SINCE)).toEqual({ comments: 0, dispatched: [RUN] });
    expect(await reconcile(restarted, SINCE)).toEqual({ comments: 0, dispatched: [] });
    expect(hub.dispatches).toEqual([{ ref: 'main', inputs: { 'run-id': RUN, nonce: firstNonce(RUN) } }]);
  });

  test('a command that was answered is done, even if it would start something today', async () => {
    const hub = createHub();
    const plan = hub.issue.body;
    hub.issue.body = 'not yet a plan';
    hub.comments.push(commentBy('ann', '/pitboss play'));
    await acceptComment(eventOf(hub, '/pitboss play'), portsOf(hub));
    hub.issue.body = plan;
    await reconcile(portsOf(hub), SINCE);
    expect(hub.triggers.size).toBe(0);
    expect(hub.answers).toHaveLength(1);
  });

  test.each([
    ['older than asked for', commentBy('ann', '/pitboss play'), '2026-02-01T00:00:00Z'],
    ['edited since', { ...commentBy('ann', '/pitboss play'), updatedAt: '2026-01-02T03:30:00Z' }, SINCE],
    ['of a bot', { ...commentBy('ann', '/pitboss play'), author: { login: 'b[bot]', id: 1, type: 'Bot' } }, SINCE],
    ['without a command', commentBy('ann', 'well done'), SINCE],
  ])('a comment that is %s is left alone', async (_name, comment, since) => {
    const hub = createHub();
    hub.comments.push(comment);
    expect(await reconcile(portsOf(hub), since)).toEqual({ comments: 0, dispatched: [] });
    expect(hub.triggers.size + hub.answers.length + hub.reactions.length).toBe(0);
  });

  test.each([
    ['not touched since the comment', AT, null, 1],
    ['touched, its text never edited', '2026-01-02T04:00:00Z', null, 1],
    ['edited before the comment', '2026-01-02T04:00:00Z', '2026-01-01T00:00:00Z', 1],
    ['edited after the comment', '2026-01-02T04:00:00Z', '2026-01-02T03:30:00Z', 0],
    ['touched, and nobody tells by what', '2026-01-02T04:00:00Z', 'unknown', 0],
  ] as const)('the plan of an issue that was %s', async (_name, updatedAt, editedAt, triggers) => {
    const hub = createHub();
    hub.issue = { ...hub.issue, updatedAt, editedAt };
    hub.comments.push(commentBy('ann', '/pitboss play'));
    await reconcile(portsOf(hub), SINCE);
    expect(hub.triggers.size).toBe(triggers);
    expect(hub.answers).toHaveLength(1 - triggers);
  });

  test('one comment that fails does not hold up the others', async () => {
    const hub = createHub();
    hub.comments.push(commentBy('ann', '/pitboss play', 100), commentBy('ann', '/pitboss help', 101));
    hub.faults.set('inbox.add', { error: githubFault('github_unavailable'), times: 1 });
    await reconcile(portsOf(hub), SINCE);
    expect(hub.answers).toHaveLength(1);
  });
});

describe('lost runs', () => {
  const held = '20260101T000000Z-aaaaaa';

  function withLease() {
    const hub = createHub();
    hub.runs.set(held, recordOf(held, { lease: { workflow_run_id: '900', attempt: 1, nonce: 'old' } }));
    return hub;
  }

  test('a run whose shift ended without a word is dispatched with its next nonce', async () => {
    const hub = withLease();
    hub.workflowRuns.set('900', 'completed');
    expect(await reconcile(portsOf(hub), SINCE)).toEqual({ comments: 0, dispatched: [held] });
    expect(hub.dispatches[0]?.inputs).toEqual({ 'run-id': held, nonce: `next-${held}` });
  });

  test.each(['in_progress', 'queued', null])('a run whose shift is %s is left to it', async (status) => {
    const hub = withLease();
    if (status !== null) {
      hub.workflowRuns.set('900', status);
    }
    expect((await reconcile(portsOf(hub), SINCE)).dispatched).toEqual([]);
  });

  test('a dispatch that does not arrive is repeated, each time later, but not while its workflow run lives', async () => {
    const hub = createHub();
    hub.runs.set(held, recordOf(held, { status: 'queued' }));
    const clock = hastyClock();
    const ports = portsOf(hub, clock);
    const rounds: number[] = [];
    for (let minute = 0; minute < 20; minute += 1) {
      const before = hub.dispatches.length;
      await reconcile(ports, SINCE);
      if (hub.dispatches.length > before) {
        rounds.push(minute);
        hub.workflowRuns.set(String(hub.dispatches.length), 'in_progress');
      }
      await clock.step(MINUTE);
    }
    expect(rounds).toEqual([0]);
  });

  test('workflow runs that end without claiming the run are followed by others, later and later, and not for ever', async () => {
    const hub = createHub();
    hub.runs.set(held, recordOf(held, { status: 'queued' }));
    const clock = hastyClock();
    const ports = portsOf(hub, clock);
    const minutes: number[] = [];
    for (let minute = 0; minute < 600; minute += 1) {
      const before = hub.dispatches.length;
      await reconcile(ports, SINCE);
      if (hub.dispatches.length > before) {
        minutes.push(minute);
        hub.workflowRuns.set(String(hub.dispatches.length), 'completed');
      }
      await clock.step(MINUTE);
    }
    expect(minutes).toEqual([0, 1, 5, 13, 29, 61, 121, 181]);
    expect(hub.answers).toHaveLength(1);
    expect(hub.answers[0]?.body).toContain('none of its runs took up the work');
  });

  test('a workflow that is missing is told once, not every five minutes', async () => {
    const hub = createHub();
    hub.runs.set(held, recordOf(held, { status: 'queued' }));
    hub.faults.set('dispatch', { error: githubFault('github_not_found', 'GitHub said 404'), times: 99 });
    const clock = hastyClock();
    const ports = portsOf(hub, clock);
    for (let round = 0; round < 12; round += 1) {
      await reconcile(ports, SINCE);
      await clock.step(5 * MINUTE);
    }
    await reconcile(portsOf(hub, clock), SINCE);
    expect(hub.answers).toHaveLength(1);
    expect(hub.answers[0]?.body).toContain('.github/workflows/pitboss.yml');
    expect(hub.calls.filter((name) => name === 'dispatch').length).toBeLessThanOrEqual(7);
  });
});
