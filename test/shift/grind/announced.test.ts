import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { sessionsMarkdown } from '../../../src/report/grind/sessions-md.js';
import { FakeGithub, plainApi } from '../../land/fake-github.js';
import { type GrindScene, grindScene, materialOf, promptOf, withGrind } from './support.js';

jest.setTimeout(60_000);

let world: GrindScene;
beforeEach(async () => {
  world = await grindScene({ budgets: { max_iterations: 4 } });
});
afterEach(() => world.dispose());

/** A GitHub on which a shift shows what it does. */
function watched() {
  const api = new FakeGithub();
  const repositoryUrl = 'https://github.test/o/r';
  const rest = { workflowUrl: null, workflowFile: 'pitboss.yml', defaultBranch: 'main', notes: [] };
  return { api, github: { api: plainApi(api), repositoryUrl, ...rest } };
}

test('what people see of a grind run comes from the run itself: sessions, metrics, budgets and the end', async () => {
  const metric = { command: ['sh', '-c', 'ls | wc -l'], goal: 'max' as const, min_improvement: 0 };
  const material = materialOf([promptOf('alpha', { metric }), promptOf('bravo')]);
  const { api, github } = watched();
  const { told } = await world.grind(material, { ports: { github } });
  const sessions = world.sessions();
  expect(sessions).toHaveLength(4);
  expect(api.pull).toMatchObject({ title: `grind/nightly: ${world.runId}`, draft: false });
  expect(api.pull?.body).toContain(sessionsMarkdown(sessions).trimEnd());
  expect(api.pull?.body).toMatch(/\*\*alpha\*\* \(max\): 1 -> 4 in this run, 2 of 2 readings kept/);
  const [status, end] = [...api.comments.values()];
  expect(status).toContain('### 🏁 Budget spent');
  expect(status).toContain('**Budgets:** 4 of 4 sessions');
  expect(status).toMatch(/\| ✅ \| 0004 \| bravo \| ok \| .* \| wrote bravo-4 \|\n\| ✅ \| 0003 \| alpha \|/);
  expect(end).toContain('has used up a budget (max-iterations reached: 4 \\>= 4): 4 sessions: 4 ok');
  expect(told.filter(({ kind }) => kind === 'budget_use')).toContainEqual({
    kind: 'budget_use',
    used: ['2 of 4 sessions'],
  });
});

test('sessions that machines of their own take up are shown before anybody works on them', async () => {
  const safe = { parallel_safe: true };
  // Two sessions end so shortly after each other that the second is not shown by itself.
  const alone = [promptOf('able', { max_runs: 1 }), promptOf('alpha', { max_runs: 1 })];
  const material = materialOf([...alone, promptOf('bravo', safe), promptOf('charlie', safe)]);
  const { api, github } = watched();
  const ports = { github, fleet: 'hands_out' } as const;
  const { outcome } = await world.grind(material, { ports, config: withGrind({ max_parallel: 2 }) });
  expect(outcome).toMatchObject({ kind: 'handed_out', sessions: [3, 4] });
  expect(api.pull).not.toBeNull();
  expect([...api.comments.values()].at(-1)).toContain(
    '**At work:** 2 sessions side by side, in up to 2 jobs: 0003 bravo, 0004 charlie',
  );
});
