import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { sessionsMarkdown } from '../../../src/report/grind/sessions-md.js';
import { FakeGithub, plainApi } from '../../land/fake-github.js';
import { type GrindScene, grindScene, materialOf, promptOf } from './support.js';

jest.setTimeout(60_000);

let world: GrindScene;
beforeEach(async () => {
  world = await grindScene({ budgets: { max_iterations: 3 } });
});
afterEach(() => world.dispose());

test('what people see of a grind run comes from the run itself: sessions, metrics, budgets and the end', async () => {
  const metric = { command: ['sh', '-c', 'ls | wc -l'], goal: 'max' as const, min_improvement: 0 };
  const material = materialOf([promptOf('alpha', { metric }), promptOf('bravo')]);
  const api = new FakeGithub();
  const github = {
    api: plainApi(api),
    workflowUrl: null,
    repositoryUrl: 'https://github.test/o/r',
    notes: [],
    workflowFile: 'pitboss.yml',
    defaultBranch: 'main',
  };
  const { told } = await world.grind(material, { ports: { github } });
  const sessions = world.sessions();
  expect(sessions).toHaveLength(3);
  expect(api.pull).toMatchObject({ title: `grind/nightly: ${world.runId}`, draft: false });
  expect(api.pull?.body).toContain(sessionsMarkdown(sessions).trimEnd());
  expect(api.pull?.body).toMatch(/\*\*alpha\*\* \(max\): 1 -> 4 in this run, 2 of 2 readings kept/);
  const [status, end] = [...api.comments.values()];
  expect(status).toContain('### 🏁 Budget spent');
  expect(status).toContain('**Budgets:** 3 of 3 sessions');
  expect(status).toMatch(/\| ✅ \| 0003 \| alpha \| ok \| .* \| wrote alpha-3 \|\n\| ✅ \| 0002 \| bravo \|/);
  expect(end).toContain('has used up a budget (max-iterations reached: 3 \\>= 3): 3 sessions: 3 ok');
  expect(told.filter(({ kind }) => kind === 'budget_use')).toContainEqual({
    kind: 'budget_use',
    used: ['2 of 3 sessions'],
  });
});
