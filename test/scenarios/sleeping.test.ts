import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { botComments, phaseStep } from './props.js';
import { openStage, type Stage } from './stage.js';
import { until } from './until.js';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage({ passing: true });
});
afterEach(() => expect(stage.world.github.unknownRoutes).toEqual([]));
afterAll(() => stage.close());

const MINUTE = 60_000;

/** The App looks after everything that may have been left undone when it starts; this waits until it has. */
async function appLooksAgain(): Promise<void> {
  await stage.app().stop();
  const mark = stage.world.github.routeLog.length;
  await stage.startApp();
  await until('the App has looked around', () =>
    stage.world.github.routeLog.slice(mark).some((entry) => entry.path === '/installation/repositories') ? true : null,
  );
  await stage.world.github.idle();
}

test('a run whose quota is used up sleeps without a machine and without a call, is woken by the App, and finishes', async () => {
  const calls = join(await stage.folder(), 'calls');
  const called = async () => (await readFile(calls, 'utf8')).trim().split('\n');
  const step = (phase: string, more: object = {}) =>
    phaseStep(phase, {
      edits: [{ path: `work/${phase}.txt`, content: 'done\n' }],
      run: ['sh', '-c', `echo ${phase} >> ${calls}`],
      ...more,
    });
  const spent = step('02', { fail: { message: 'You have used up your quota.', reason: 'quota' } });
  const scene = await stage.scene({
    script: {
      steps: [step('01'), { ...spent, when: { role: 'implementer', unit: 'phase/02', attempt: 1 } }, step('02')],
    },
  });
  await scene.comment('/pitboss play');
  const asleep = await until('the run sleeps', async () => {
    const [run] = await scene.records();
    return run?.status === 'waiting' && run.lease === null ? run : null;
  });
  expect(asleep).toMatchObject({
    completed: ['01'],
    halt: null,
    wait: { code: 'agent_quota', why: 'script: You have used up your quota.' },
    agent_waits: 1,
    shifts: 0,
  });
  await scene.settled();
  const shifts = () => scene.jobs().filter((job) => job.event === 'workflow_dispatch');
  expect(shifts().map(({ conclusion }) => conclusion)).toEqual(['success']);
  const [status, ...more] = await botComments(scene);
  expect(more).toEqual([]);
  expect(status?.body).toContain('⏸ Waiting');
  expect(status?.body).toContain(`waiting until ${asleep.wake_at}`);

  // Before its time nobody wakes it.
  stage.pass(50 * MINUTE);
  await appLooksAgain();
  await scene.settled();
  expect(shifts()).toHaveLength(1);
  expect(await called()).toEqual(['01', '02']);

  stage.pass(15 * MINUTE);
  await appLooksAgain();
  const finished = await scene.untilOver('finished');
  expect(finished).toMatchObject({ run_id: asleep.run_id, completed: ['01', '02'], wait: null, shifts: 1 });
  expect(shifts()).toHaveLength(2);
  expect(await called()).toEqual(['01', '02', '02']);
  expect((await scene.commits(finished)).map(({ subject }) => subject)).toHaveLength(2);
});
