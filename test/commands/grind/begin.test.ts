import { describe, expect, test } from '@jest/globals';
import { acceptComment } from '../../../src/commands/accept.js';
import { firstNonce, runIdFor } from '../../../src/run/ids.js';
import { triggerSchema } from '../../../src/run/trigger.js';
import { AT, eventOf, portsOf } from '../fake-github.js';
import { grindHub, RUN, say, withRun } from './grind-hub.js';

const NEW = runIdFor(AT, '100-0');

describe('/pitboss grind', () => {
  test('becomes one trigger with what was asked for, on the tip of the default branch, and is dispatched', async () => {
    const hub = grindHub();
    const [trigger] = await say(hub, '/pitboss grind --rotation nightly --max-cost 5 --continue');
    expect(triggerSchema.parse(trigger)).toMatchObject({
      key: '100-0',
      verb: 'grind',
      run_id: NEW,
      issue: { number: 3, title: 'Build it' },
      grind_request: { rotation: 'nightly', budgets: { max_cost_usd: 5 }, carry: true },
      plan: null,
      base: { ref: 'main', sha: 'base-sha' },
    });
    expect(hub.dispatches).toEqual([{ ref: 'main', inputs: { 'run-id': NEW, nonce: firstNonce(NEW) } }]);
    expect(hub.answers).toEqual([]);
  });

  test('stays one trigger and one run however often its comment is delivered, to one process or to several', async () => {
    const hub = grindHub();
    const event = eventOf(hub, '/pitboss grind\n/pitboss grind --rotation nightly');
    const [one, other] = [portsOf(hub), portsOf(hub)];
    await Promise.all([acceptComment(event, one), acceptComment(event, other), acceptComment(event, one)]);
    await acceptComment(event, portsOf(hub));
    expect([...hub.triggers.values()].map(({ grind_request: asked }) => asked?.rotation)).toEqual([null, 'nightly']);
  });

  test('needs the permission to spend', async () => {
    const hub = grindHub('access:\n  spend: maintain\n');
    expect(await say(hub, '/pitboss grind')).toEqual([]);
    expect(hub.answers[0]?.body).toContain('needs the permission **maintain**');
    expect(hub.reactions).toContainEqual([100, '-1']);
  });

  test('is refused where the folder of prompts is empty', async () => {
    const hub = grindHub();
    hub.files.delete('.pitboss/grind/prompts/lint.md');
    expect(await say(hub, '/pitboss grind')).toEqual([]);
    expect(hub.answers[0]?.body).toContain('(`prompts_missing`)');
  });

  test('is refused where the rotation does not exist, and says which there are', async () => {
    const hub = grindHub();
    expect(await say(hub, '/pitboss grind --rotation nightly2')).toEqual([]);
    expect(hub.answers[0]?.body).toContain('(`rotation_invalid`)');
    expect(hub.answers[0]?.body).toContain('There is no rotation \\`nightly2\\`');
    expect(hub.answers[0]?.body).toContain('Did you mean \\`nightly\\`?');
  });

  test('is refused with file, line and key of every fault in what the rotation needs', async () => {
    const hub = grindHub();
    hub.files.set('.pitboss/grind/prompts/lint.md', '---\nname: lint\nwheight: 2\nevery: 0\n---\n\nx\n');
    hub.files.set('.pitboss/grind/prompts/docs.md', '---\nname: docs\ndescription: d\nmax_runs: 1\n---\n\nx\n');
    expect(await say(hub, '/pitboss grind --rotation nightly')).toEqual([]);
    const text = hub.answers[0]?.body ?? '';
    expect(text).toContain('(`unknown_prompt`)');
    expect(text).toContain('rotations/nightly.yml:2');
    expect(text).toMatch(/prompts\/lint\.md:3.*wheight/);
    expect(text).toMatch(/prompts\/lint\.md:4.*every/);
    expect(text).toMatch(/prompts\/lint\.md.*description/);
    // The configured rotation does not need the file with the faults.
    expect(await say(hub, '/pitboss grind', 101)).toHaveLength(1);
  });

  test('is refused for budgets beyond what the configuration allows, key by key', async () => {
    const hub = grindHub('grind:\n  maximum:\n    max_cost_usd: 10\n    max_iterations: 50\n');
    expect(await say(hub, '/pitboss grind --max-cost 11 --max-iterations 50 --max-tokens 5')).toEqual([]);
    expect(hub.answers[0]?.body).toContain('`--max-cost 11` is more than `grind.maximum.max_cost_usd` allows: 10');
    expect(hub.answers[0]?.body).not.toContain('max_iterations');
  });

  test('is refused where nothing would ever end it, and told what would', async () => {
    const endless = '---\nname: lint\ndescription: Lint sweep\n---\n\nFix one lint finding.\n';
    const hub = grindHub();
    hub.files.set('.pitboss/grind/prompts/lint.md', endless);
    expect(await say(hub, '/pitboss grind')).toEqual([]);
    expect(hub.answers[0]?.body).toContain('no budget is set, and `lint` may have its turn for ever');
    expect(await say(hub, '/pitboss grind --max-iterations 3', 101)).toHaveLength(1);
    const capped = grindHub('budgets:\n  max_total_usd: 5\n');
    capped.files.set('.pitboss/grind/prompts/lint.md', endless);
    expect(await say(capped, '/pitboss grind')).toHaveLength(1);
  });

  test('is refused for an end that has passed', async () => {
    const hub = grindHub();
    expect(await say(hub, '/pitboss grind --until 2026-01-02T03:00:00Z')).toEqual([]);
    expect(hub.answers[0]?.body).toContain('has passed');
  });

  test('is refused where the money of the issue is spent', async () => {
    const hub = withRun(grindHub('limits:\n  issue_usd: 1\n'), {
      status: 'finished',
      usage: { by_role: {}, unsettled_usd: 2 },
    });
    expect(await say(hub, '/pitboss grind')).toEqual([]);
    expect(hub.answers[0]?.body).toContain('USD budget of issue 3 reached');
  });

  test.each(['running', 'queued', 'waiting'] as const)(
    'is refused while a run of the rotation is %s for this issue, and says how to steer that one',
    async (status) => {
      const hub = withRun(grindHub(), { status });
      expect(await say(hub, '/pitboss grind')).toEqual([]);
      expect(hub.answers[0]?.body).toContain(`Run \`${RUN}\` works through the rotation \`default\``);
      expect(hub.answers[0]?.body).toContain(`/pitboss pause ${RUN}`);
    },
  );

  test.each([
    ['is halted', { status: 'halted' }, {}],
    ['is over', { status: 'finished' }, {}],
    ['belongs to another issue', { issue: 4 }, {}],
    ['works through another rotation', {}, { rotation: 'nightly' }],
  ] as const)('is not held up by a run that %s', async (_name, fields, grind) => {
    const triggers = await say(withRun(grindHub(), fields, grind), '/pitboss grind');
    expect(triggers.map(({ verb }) => verb)).toEqual(['grind']);
  });

  test('is held up by a halted run that somebody has bought back', async () => {
    const hub = withRun(grindHub(), { status: 'halted' });
    const triggers = await say(hub, '/pitboss rebuy\n/pitboss grind');
    expect(triggers.map(({ verb }) => verb)).toEqual(['rebuy']);
  });

  test('is held up by one that was accepted and has not begun, also under the name that the configuration gives', async () => {
    const hub = grindHub('grind:\n  default_rotation: nightly\n');
    await say(hub, '/pitboss grind', 100);
    expect(await say(hub, '/pitboss grind --rotation nightly', 101)).toHaveLength(1);
    expect(hub.answers[0]?.body).toContain(`Run \`${NEW}\` works through the rotation \`nightly\``);
  });
});
