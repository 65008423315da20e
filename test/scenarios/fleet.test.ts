import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { WORKFLOW } from './props.js';
import type { Scene, SceneOptions } from './scene-contract.js';
import { openStage, type Stage } from './stage.js';
import { until } from './until.js';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterEach(() => expect(stage.world.github.unknownRoutes).toEqual([]));
afterAll(() => stage.close());

function promptFile(name: string): readonly [string, string] {
  const head = `---\nname: ${name}\ndescription: ${name}\nparallel_safe: true\nmax_runs: 1\n---\n`;
  return [`.pitboss/grind/prompts/${name}.md`, `${head}Do ${name}.\n`];
}

/** Three prompts that may work side by side, once each. */
function grinding(options: Partial<SceneOptions> = {}): Promise<Scene> {
  return stage.scene({
    ...options,
    config: { grind: { max_parallel: 3 }, limits: { dispatch_usd: 2 }, retries: { fixer_max_attempts: 0 } },
    files: { ...Object.fromEntries(['alpha', 'bravo', 'charlie'].map(promptFile)), ...options.files },
  });
}

const jobsOf = (scene: Scene) =>
  scene
    .jobs()
    .filter(({ event }) => event === 'workflow_dispatch')
    .map(({ jobs }) =>
      jobs.filter(({ key }) => key !== 'command').map(({ name, conclusion }) => `${name}: ${conclusion}`),
    );

describe('sessions on machines of their own', () => {
  test('one job hands them out, each works in a job that may only read, and one job lands all of them', async () => {
    const scene = await grinding();
    await scene.comment('/pitboss grind');
    const record = await scene.untilOver();
    expect(record).toMatchObject({
      status: 'finished',
      orders: {},
      lease: null,
      shifts: 1,
      grind: { counts: { ok: 3 } },
    });
    expect(
      (await scene.commits(record)).map(({ subject }) => /grind\] (\w+) session-(\d+)/.exec(subject)?.slice(1)),
    ).toEqual([
      ['alpha', '0001'],
      ['bravo', '0002'],
      ['charlie', '0003'],
    ]);
    expect(jobsOf(scene)).toEqual([
      ['shift: success', 'session (1): success', 'session (2): success', 'session (3): success', 'land: success'],
    ]);
    expect(record.usage.unsettled_usd).toBe(0);
    expect(await scene.refs('refs/pitboss')).toEqual([]);
  });

  test('one of which dies: the others land, what was set aside for it is spent, and it is worked anew', async () => {
    const gate = await stage.gate();
    const scene = await grinding({
      script: {
        steps: [
          { when: { unit: 'session/0002-bravo' }, run: gate.run, edits: [{ path: 'bravo.txt', content: 'b\n' }] },
        ],
      },
    });
    await scene.comment('/pitboss grind');
    await gate.arrived();
    const [run] = scene.jobs().filter(({ event }) => event === 'workflow_dispatch');
    const { actions } = stage.world;
    const ended = (seq: number) =>
      actions.run(run?.id ?? 0)?.jobs.some(({ name, status }) => name === `session (${seq})` && status === 'completed');
    await until('the other sessions have ended', async () => (ended(1) === true && ended(3) === true ? true : null));
    actions.killRunner(run?.id ?? 0, 'session (2)');
    actions.concludeLost(run?.id ?? 0);
    await gate.open();
    const record = await scene.untilOver();
    expect(record).toMatchObject({
      status: 'finished',
      orders: {},
      lease: null,
      shifts: 2,
      grind: { counts: { ok: 3 } },
    });
    expect(record.usage.unsettled_usd).toBe(2);
    expect((await scene.commits(record)).map(({ subject }) => /grind\] (\w+)/.exec(subject)?.[1])).toEqual([
      ...['alpha', 'charlie', 'bravo'],
    ]);
    expect(jobsOf(scene)).toEqual([
      ['shift: success', 'session (1): success', 'session (2): failure', 'session (3): success', 'land: success'],
      ['shift: success', 'session: skipped', 'land: skipped'],
    ]);
  });

  test('are kept when the workflow run is cancelled: what was complete lands, the run halts, and rebuy goes on', async () => {
    const gate = await stage.gate();
    const scene = await grinding({
      script: {
        steps: [
          { when: { unit: 'session/0002-bravo' }, edits: [{ path: 'bravo.txt', content: 'b\n' }], run: gate.run },
        ],
      },
    });
    await scene.comment('/pitboss grind');
    await gate.arrived();
    const [run] = scene.jobs().filter(({ event }) => event === 'workflow_dispatch');
    expect(stage.world.actions.cancel(run?.id ?? 0)).toBe(true);
    const halted = await scene.untilOver();
    expect(halted).toMatchObject({ status: 'halted', halt: { code: 'interrupted' }, lease: null });
    expect(await scene.refs('refs/pitboss')).toContain(`refs/pitboss/wip/${halted.run_id}/session/0002-bravo`);
    expect(Object.values(halted.orders).map(({ unit }) => unit)).toContain('session/0002-bravo');
    await gate.open();
    await scene.comment('/pitboss rebuy');
    const record = await scene.untilOver('finished');
    expect(record).toMatchObject({ orders: {}, grind: { counts: { ok: 3 } } });
    expect(await scene.refs('refs/pitboss')).toEqual([]);
  });

  test('work in the job of the shift where the workflow has no jobs for them', async () => {
    const text = await WORKFLOW;
    const old = text
      .slice(0, text.indexOf('\n  # One session of a grind run each'))
      .replace(/\n +#[^\n]*\n +fleet: true/, '');
    expect(old).not.toMatch(/fleet: true|task:/);
    const scene = await grinding({ files: { '.github/workflows/pitboss.yml': old } });
    await scene.comment('/pitboss grind');
    const record = await scene.untilOver();
    expect(record).toMatchObject({ status: 'finished', grind: { counts: { ok: 3 } } });
    expect(jobsOf(scene)).toEqual([['shift: success']]);
    expect(await scene.commits(record)).toHaveLength(3);
  });
});
