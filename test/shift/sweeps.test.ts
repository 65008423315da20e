import { describe, expect, test } from '@jest/globals';
import { agent, DEFERRED, deferredOf, events, open, rules, tick } from './sweeping.js';

describe('a whole run with sweeps', () => {
  test('one comes after the phase that left enough items, and the rest is worked off after the last phase', async () => {
    const scene = await open({ phases: 3 });
    const sweep = `case "$first" in
*unit=sweep/01-1*) ${tick('a')}; ${tick('b')}; echo 1 > swept.txt ;;
*) ${tick('c')}; echo 2 > swept.txt ;;
esac`;
    const shift = await scene.shift({ agent: agent(['a', 'b', 'c'], sweep), config: rules({ trigger_min_items: 3 }) });
    expect(scene.subjects()).toEqual([
      '[pitboss] phase 01: Title 01',
      '[pitboss] sweep after phase 01: 2 deferred items resolved',
      '[pitboss] phase 02: Title 02',
      '[pitboss] phase 03: Title 03',
      '[pitboss] sweep after phase 03: 1 deferred items resolved',
    ]);
    expect(await scene.record()).toMatchObject({
      status: 'finished',
      completed: ['01', '02', '03'],
      attempts: { '01': 2, '02': 1, '03': 2 },
      pending_sweep: false,
      deferred_item_attempts: {},
      sweeps: [
        { after: '01', round: 1, resolved: 2, left: 1 },
        { after: '03', round: 1, resolved: 1, left: 0 },
      ],
    });
    expect(deferredOf(scene)).toBe('');
    expect(events(shift, 'sweep_started')).toMatchObject([
      { after: '01', open: 3 },
      { after: '03', open: 1 },
    ]);
    expect(scene.remoteGit('log', '-1', '--format=%B', `pitboss/play/${scene.runId}`)).toContain(
      'Pitboss-Unit: sweep/03-1',
    );
    expect(scene.tip('refs/pitboss/wip')).toBeNull();
  });

  test('a sweep that does nothing makes no commit and does not hold the run up', async () => {
    const scene = await open({ phases: 2 });
    await scene.shift({ agent: agent(['a'], 'true'), config: rules({ trigger_min_items: 1, trigger_max_items: 1 }) });
    expect(scene.subjects()).toEqual(['[pitboss] phase 01: Title 01', '[pitboss] phase 02: Title 02']);
    expect(await scene.record()).toMatchObject({
      status: 'finished',
      deferred_item_attempts: { a: 2 },
      sweeps: [
        { after: '01', resolved: 0, left: 1, commit: null },
        { after: '02', resolved: 0, left: 1, commit: null },
      ],
    });
    expect(deferredOf(scene)).toBe('## Deferred items\n\n- [ ] a');
  });

  test('work without a tick lands as a sweep that resolved no items', async () => {
    const scene = await open({ phases: 1 });
    await scene.shift({ agent: agent(['a'], 'echo half > half.txt') });
    expect(scene.subjects().at(-1)).toBe('[pitboss] sweep after phase 01: no items resolved');
  });

  test.each([
    ['against sweeps holds for the whole run', 'skip', []],
    ['for a sweep brings one at the first occasion, and no second', 'force', ['01']],
  ] as const)('a word %s', async (_, word, anchors) => {
    const scene = await open({ phases: 3, play: { sweep: word } });
    const shift = await scene.shift({
      agent: agent(['a', 'b'], `${tick('a')}; echo swept > swept.txt`),
      config: word === 'skip' ? rules({ trigger_min_items: 1 }) : rules({ final_sweep_enabled: false }),
    });
    expect(shift.told.flatMap((event) => (event.kind === 'sweep_started' ? [event.after] : []))).toEqual(anchors);
    expect(await scene.record()).toMatchObject({ status: 'finished', pending_sweep: false });
  });

  test('its auditor opens again what has no change to show, and both land in one commit', async () => {
    const scene = await open({ phases: 1 });
    const reopen = `sed -i 's/^- \\[x\\] b$/- [ ] b/' ${DEFERRED}; rm stray.txt`;
    const shift = await scene.shift({
      agent: agent(['a', 'b'], `${tick('a')}; ${tick('b')}; echo a > a-done.txt; echo x > stray.txt`, {
        auditor: reopen,
      }),
      config: rules({ audit_enabled: true, final_sweep_max_iterations: 1 }),
    });
    expect(scene.subjects()).toEqual([
      '[pitboss] phase 01: Title 01',
      '[pitboss] sweep after phase 01: 1 deferred items resolved',
    ]);
    expect(scene.remoteGit('show', '--name-only', '--format=', `pitboss/play/${scene.runId}`)).toBe('a-done.txt');
    expect(deferredOf(scene)).toBe('## Deferred items\n\n- [ ] b');
    expect(await scene.record()).toMatchObject({ audits: { 'sweep/01-1': { done: true } } });
    expect(events(shift, 'audit_ended')).toHaveLength(1);
  });

  test('its audit can be switched off by itself; phases are audited all the same', async () => {
    const scene = await open({ phases: 1 });
    const shift = await scene.shift({
      agent: agent(['a'], `${tick('a')}; echo swept > swept.txt`, { auditor: 'true' }),
      config: (config) => ({ ...rules({ audit_enabled: false })(config), audit: { ...config.audit, enabled: true } }),
    });
    expect(Object.keys((await scene.record()).audits)).toEqual(['phase/01']);
    expect(scene.subjects().at(-1)).toBe('[pitboss] sweep after phase 01: 1 deferred items resolved');
    expect(events(shift, 'audit_ended')).toHaveLength(1);
  });

  test('a sweep without a change is not audited, and that is told', async () => {
    const scene = await open({ phases: 1 });
    const shift = await scene.shift({ agent: agent(['a'], 'true'), config: rules({ audit_enabled: true }) });
    expect(events(shift, 'audit_skipped')).toHaveLength(1);
    expect(await scene.record()).toMatchObject({ status: 'finished', attempts: { '01': 2 } });
  });

  test('items that outlive enough sweeps are told once, when they cross the line', async () => {
    const scene = await open({ phases: 3 });
    const shift = await scene.shift({
      agent: agent(['a', 'b'], 'true'),
      config: rules({ trigger_min_items: 1, escalate_after: 2 }),
    });
    expect(events(shift, 'item_stale')).toEqual([
      { kind: 'item_stale', text: 'a', attempts: 2 },
      { kind: 'item_stale', text: 'b', attempts: 2 },
    ]);
    expect(await scene.record()).toMatchObject({
      deferred_item_attempts: { a: 3, b: 3 },
      limits: { escalate_after: 2 },
    });
  });
});
