import { describe, expect, test } from '@jest/globals';
import { acceptComment } from '../../src/commands/accept.js';
import { firstNonce, runIdFor } from '../../src/run/ids.js';
import type { RunRecord } from '../../src/run/record.js';
import { type Trigger, triggerSchema } from '../../src/run/trigger.js';
import { AT, createHub, eventOf, type Hub, PLAN, portsOf, recordOf } from './fake-github.js';

const [OLD, NEW] = ['20260101T000000Z-aaaaaa', '20260102T000000Z-bbbbbb'] as const;
const OPEN = '## Deferred items\n\n- [ ] one\n- [x] two\n';
const SWEEP = runIdFor(AT, '100-0');

/** Runs with what they left open; their branches stand. */
function hubWith(...runs: readonly [string, Partial<RunRecord>][]): Hub {
  const hub = createHub();
  for (const [id, fields] of runs) {
    hub.runs.set(id, recordOf(id, { status: 'finished', completed: ['01'], ...fields }));
    hub.branches.set(`pitboss/play/${id}`, `tip-of-${id}`);
    hub.files.set(`runs/${id}/deferred.md`, OPEN).set(`runs/${id}/plan.md`, PLAN);
  }
  return hub;
}

async function say(hub: Hub, body: string): Promise<Trigger | undefined> {
  await acceptComment(eventOf(hub, body), portsOf(hub));
  return [...hub.triggers.values()].find(({ verb }) => verb === 'sweep');
}

const pull = (number: number) => ({ pull_request: { number, node_id: 'x', url: 'u', hash: 'h', draft: false } });

describe('sweep', () => {
  test('starts a run of its own with the list, the plan and the branch of the newest run that is over', async () => {
    const hub = hubWith([OLD, {}], [NEW, {}]);
    const trigger = await say(hub, '/pitboss sweep --max-items 5 --no-audit');
    expect(triggerSchema.parse(trigger)).toMatchObject({
      verb: 'sweep',
      run_id: SWEEP,
      issue: { number: 3 },
      plan: { text: PLAN },
      base: { ref: `pitboss/play/${NEW}`, sha: `tip-of-${NEW}` },
      sweep_request: { parent_run: NEW, after: '01', max_items: 5, audit: false, deferred: OPEN },
    });
    expect(hub.dispatches).toEqual([{ ref: 'main', inputs: { 'run-id': SWEEP, nonce: firstNonce(SWEEP) } }]);
    expect(hub.answers).toEqual([]);
  });

  test('takes the run and the phase that are named', async () => {
    const trigger = await say(hubWith([OLD, {}], [NEW, {}]), `/pitboss sweep ${OLD} --after 07`);
    expect(trigger?.sweep_request).toMatchObject({ parent_run: OLD, after: '07', max_items: null, audit: null });
  });

  test('passes over a run that is still open to an older one that is over', async () => {
    const trigger = await say(hubWith([OLD, {}], [NEW, { status: 'halted' }]), '/pitboss sweep');
    expect(trigger?.sweep_request?.parent_run).toBe(OLD);
  });

  test('on the pull request of a run belongs to the issue of that run', async () => {
    const trigger = await say(hubWith([NEW, { issue: 2, effects: pull(3) }]), '/pitboss sweep');
    expect(trigger).toMatchObject({ issue: { number: 2 }, sweep_request: { parent_run: NEW } });
  });

  test.each([
    ['an issue', {}, undefined],
    ['another pull request', { issue_is_pull: true }, true],
    ['a terminal', { issue: null }, true],
  ])(
    'on a pull request, of a run that came from %s, knows what its number stands for',
    async (_name, fields, isPull) => {
      const hub = hubWith([NEW, { issue: 2, effects: pull(3), ...fields }]);
      hub.issue = { ...hub.issue, pullRequest: true };
      expect((await say(hub, '/pitboss sweep'))?.issue?.pull_request).toBe(isPull);
    },
  );
});

describe('a sweep builds on', () => {
  test('the branch of its run while the pull request is open', async () => {
    const trigger = await say(hubWith([NEW, { effects: pull(9) }]), '/pitboss sweep');
    expect(trigger?.base).toEqual({ ref: `pitboss/play/${NEW}`, sha: `tip-of-${NEW}` });
  });

  test.each([
    ['merged', (hub: Hub) => hub.merged.add(9)],
    ['gone', (hub: Hub) => hub.branches.set(`pitboss/play/${NEW}`, null)],
  ])('the default branch when that branch is %s', async (_name, change) => {
    const hub = hubWith([NEW, { effects: pull(9) }]);
    change(hub);
    expect((await say(hub, '/pitboss sweep'))?.base).toEqual({ ref: 'main', sha: 'base-sha' });
  });

  test('what a merged sweep was merged into, where that is a run that is not merged itself', async () => {
    const base = { ref: `pitboss/play/${OLD}`, sha: 'x' };
    const hub = hubWith([OLD, { effects: pull(8) }], [NEW, { effects: pull(9), parent_run: OLD, kind: 'sweep', base }]);
    hub.merged.add(9);
    expect((await say(hub, '/pitboss sweep'))?.base).toEqual({ ref: `pitboss/play/${OLD}`, sha: `tip-of-${OLD}` });
    hub.triggers.clear();
    hub.merged.add(8);
    expect((await say(hub, '/pitboss sweep'))?.base).toEqual({ ref: 'main', sha: 'base-sha' });
  });
});

describe('a sweep is refused', () => {
  test.each<[string, Hub, string, string]>([
    ['where nothing ran', createHub(), '', 'This issue has no runs'],
    ['for a run that nobody knows', hubWith([NEW, {}]), OLD, `There is no run \`${OLD}\``],
    [
      'for a run that goes on',
      hubWith([NEW, { status: 'halted' }]),
      '',
      `\`/pitboss rebuy ${NEW} --sweep\` sweeps within a halted run`,
    ],
    [
      'for a list that another sweep has',
      hubWith([OLD, {}], [NEW, { parent_run: OLD, kind: 'sweep' }]),
      OLD,
      `\`/pitboss sweep ${NEW}\``,
    ],
  ])('%s', async (_name, hub, run, why) => {
    expect(await say(hub, `/pitboss sweep ${run}`)).toBeUndefined();
    expect(hub.answers[0]?.body).toContain(why);
    expect(hub.dispatches).toEqual([]);
  });

  test('where no item is open', async () => {
    const hub = hubWith([NEW, {}]);
    hub.files.set(`runs/${NEW}/deferred.md`, '## Deferred items\n\n- [x] two\n');
    expect(await say(hub, '/pitboss sweep')).toBeUndefined();
    expect(hub.answers[0]?.body).toContain(`Nothing to sweep: run \`${NEW}\` has left no item open.`);
  });

  test('where the money of the issue is used up', async () => {
    const hub = hubWith([NEW, { usage: { by_role: {}, unsettled_usd: 5 } }]);
    hub.files.set('.github/pitboss.yml', 'limits: { issue_usd: 5 }\n');
    expect(await say(hub, '/pitboss sweep')).toBeUndefined();
    expect(hub.answers[0]?.body).toContain('limits.issue_usd');
  });
});

describe('a word on sweeps', () => {
  test.each([
    ['play --sweep', 'force'],
    ['play --no-sweep', 'skip'],
    ['play', undefined],
    [`rebuy ${OLD} --sweep`, 'force'],
    [`rebuy ${OLD}`, undefined],
  ])('%s goes with its command', async (text, word) => {
    const hub = hubWith([OLD, { status: 'halted' }]);
    await say(hub, `/pitboss ${text}`);
    const [trigger] = hub.triggers.values();
    expect(trigger?.sweep).toBe(word);
    expect(trigger !== undefined && 'sweep' in trigger).toBe(word !== undefined);
  });
});
