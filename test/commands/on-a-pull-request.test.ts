import { describe, expect, test } from '@jest/globals';
import { acceptComment } from '../../src/commands/accept.js';
import { commentEventOf } from '../../src/commands/comment-event.js';
import { reconcile } from '../../src/commands/reconcile.js';
import { DEFAULT_CONFIG } from '../../src/config/config.js';
import { startRecord } from '../../src/run/start.js';
import { triggerSchema } from '../../src/run/trigger.js';
import { NOW, planOf, planText } from '../run/samples.js';
import { AT, commentBy, createHub, eventOf, type Hub, PLAN, portsOf } from './fake-github.js';

/** What the record of a run says that the hub's only trigger starts. */
function started(hub: Hub) {
  const trigger = triggerSchema.parse([...hub.triggers.values()][0]);
  const facts = { plan: planOf(planText(1)), planText: PLAN, config: DEFAULT_CONFIG, configText: '' };
  const base = { ref: 'main', sha: 'a' };
  const { issue, issue_is_pull } = startRecord({ trigger, ...facts, base, originalBranch: null, nonce: 'n', now: NOW });
  return { issue, issue_is_pull };
}

function onPull(pullRequest: boolean): Hub {
  const hub = createHub();
  hub.issue = { ...hub.issue, pullRequest };
  return hub;
}

describe('a command that stands on a pull request', () => {
  test.each([
    [true, '/pitboss play', { issue: 3, issue_is_pull: true }],
    [true, '/pitboss plan a search', { issue: 3, issue_is_pull: true }],
    [false, '/pitboss play', { issue: 3, issue_is_pull: undefined }],
  ])('starts a run that knows it (%j, %s)', async (pullRequest, command, expected) => {
    const hub = onPull(pullRequest);
    await acceptComment(eventOf(hub, command), portsOf(hub));
    expect(started(hub)).toEqual(expected);
  });

  test('starts the same run when its delivery never came', async () => {
    const hub = onPull(true);
    hub.comments.push(commentBy('ann', '/pitboss play'));
    await reconcile(portsOf(hub), '2026-01-01T00:00:00Z');
    expect(started(hub)).toEqual({ issue: 3, issue_is_pull: true });
  });

  test.each([
    ['has links to it', { pull_request: { url: 'https://api.github.test/repos/o/r/pulls/3' } }, true],
    ['is null', { pull_request: null }, false],
    ['is absent', {}, false],
  ])('is told from one on an issue by the part of the payload that %s', (_name, part, pullRequest) => {
    const event = commentEventOf({
      action: 'created',
      issue: { number: 3, title: 'Build it', body: PLAN, ...part },
      comment: {
        id: 1,
        body: '/pitboss play',
        created_at: AT,
        updated_at: AT,
        html_url: 'u',
        user: { login: 'ann', id: 5, type: 'User' },
      },
    });
    expect(event?.issue.pullRequest).toBe(pullRequest);
  });
});
