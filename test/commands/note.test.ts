import { describe, expect, test } from '@jest/globals';
import { acceptComment } from '../../src/commands/accept.js';
import { reconcileRuns } from '../../src/commands/reconcile.js';
import { MAX_NOTES, type Note } from '../../src/run/notes/note.js';
import type { RunRecord } from '../../src/run/record.js';
import { AT, createHub, eventOf, type Hub, portsOf, recordOf } from './fake-github.js';

const [OLD, NEW] = ['20260101T000000Z-aaaaaa', '20260102T000000Z-bbbbbb'] as const;

function hubWith(...runs: readonly [string, Partial<RunRecord>][]): Hub {
  const hub = createHub();
  for (const [id, fields] of runs) {
    hub.runs.set(id, recordOf(id, fields));
  }
  return hub;
}

const notes = (hub: Hub) => [...hub.triggers.values()].filter(({ verb }) => verb === 'note');

describe('a note', () => {
  test('becomes a trigger for the newest run that is not over, and nothing is dispatched', async () => {
    const hub = hubWith(
      [OLD, {}],
      [NEW, { status: 'running', lease: { workflow_run_id: '7', attempt: 1, nonce: 'n' } }],
    );
    hub.workflowRuns.set('7', 'in_progress');
    await acceptComment(eventOf(hub, '/pitboss note Use tabs,\nnot "spaces.\n\n/pitboss status'), portsOf(hub));
    expect(notes(hub)).toMatchObject([
      {
        key: '100-0',
        at: AT,
        run_id: NEW,
        actor: { login: 'ann' },
        note: { text: 'Use tabs,\nnot "spaces.' },
        plan: null,
      },
    ]);
    expect(hub.dispatches).toEqual([]);
    expect(hub.answers[0]?.body).toContain('- Notes: 1, of which no agent has been shown 1 yet');
    expect(hub.answers[0]?.body).not.toContain('not yet applied');
  });

  test('for a run at work has no answer but the reaction', async () => {
    const hub = hubWith([NEW, { status: 'running' }]);
    await acceptComment(eventOf(hub, '/pitboss note Use tabs.'), portsOf(hub));
    expect([hub.answers, hub.reactions]).toEqual([[], [[100, 'eyes']]]);
  });

  test('for a halted run is kept, wakes nobody, and people are told when it counts', async () => {
    const hub = hubWith([NEW, { status: 'halted' }]);
    const ports = portsOf(hub);
    await acceptComment(eventOf(hub, '/pitboss note Use tabs.'), ports);
    expect(hub.answers[0]?.body).toContain(`when \`/pitboss rebuy ${NEW}\` lets it go on`);
    expect(await reconcileRuns(ports)).toEqual([]);
    expect(hub.dispatches).toEqual([]);
  });

  test('for a run between two shifts does not dispatch it: that is done already', async () => {
    const hub = hubWith([NEW, { status: 'running' }]);
    await acceptComment(eventOf(hub, '/pitboss note Use tabs.'), portsOf(hub));
    expect(hub.dispatches).toEqual([]);
  });

  test('names a run if it likes', async () => {
    const hub = hubWith([OLD, { status: 'halted' }], [NEW, {}]);
    await acceptComment(eventOf(hub, `/pitboss note ${OLD} Use tabs.`), portsOf(hub));
    expect(notes(hub)).toMatchObject([{ run_id: OLD, note: { text: 'Use tabs.' } }]);
  });

  test('may stand on the pull request of the run', async () => {
    const hub = hubWith([
      NEW,
      { issue: 2, effects: { pull_request: { number: 3, node_id: 'x', url: 'u', hash: 'h', draft: true } } },
    ]);
    await acceptComment(eventOf(hub, '/pitboss note Use tabs.'), portsOf(hub));
    expect(notes(hub)).toMatchObject([{ run_id: NEW }]);
  });

  test('delivered twice, to two processes, is one note', async () => {
    const hub = hubWith([NEW, {}]);
    const event = eventOf(hub, '/pitboss note Use tabs.');
    await Promise.all([acceptComment(event, portsOf(hub)), acceptComment(event, portsOf(hub))]);
    await acceptComment(event, portsOf(hub));
    expect(notes(hub)).toHaveLength(1);
  });
});

describe('a note is refused', () => {
  const many: Note[] = Array.from({ length: MAX_NOTES }, (_, index) => ({
    key: `${index}`,
    by: 'ann',
    at: AT,
    text: 'x',
    shown: [],
  }));
  test.each<[string, Partial<RunRecord>, string, string]>([
    [
      'for a finished run',
      { status: 'finished' },
      'Use tabs.',
      `Run \`${NEW}\` is finished: no agent of it will read a note.`,
    ],
    [
      'for a folded run',
      { status: 'folded' },
      'Use tabs.',
      `Run \`${NEW}\` is folded: no agent of it will read a note.`,
    ],
    ['without a text', {}, '', 'Something is missing: this command needs a text.'],
    ['when it is too long', {}, 'x'.repeat(8001), 'the text has 8001 characters, and at most 8000 are taken'],
    ['when the run has enough of them', { notes: many }, 'Use tabs.', 'has 20 notes already, and at most 20 are taken'],
  ])('%s', async (_name, fields, text, why) => {
    const hub = hubWith([NEW, fields]);
    await acceptComment(eventOf(hub, `/pitboss note ${text}`), portsOf(hub));
    expect(notes(hub)).toEqual([]);
    expect(hub.answers[0]?.body).toContain(why);
    expect(hub.reactions.at(-1)).toEqual([100, '-1']);
  });

  test('where there is no run, and from people who may not spend', async () => {
    const hub = createHub();
    await acceptComment(eventOf(hub, '/pitboss note Use tabs.'), portsOf(hub));
    expect(hub.answers[0]?.body).toContain('This issue has no runs.');
    const stranger = hubWith([NEW, {}]);
    await acceptComment(eventOf(stranger, '/pitboss note Use tabs.', { login: 'eve' }), portsOf(stranger));
    expect(notes(stranger)).toEqual([]);
    expect(stranger.answers[0]?.body).toContain('needs the permission **write**');
  });
});
