import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { acceptComment } from '../../src/commands/accept.js';
import { answerBody, answerMarker } from '../../src/commands/answers/answer-text.js';
import { foreign, foreignCode } from '../../src/commands/answers/foreign-text.js';
import { NO_USAGE } from '../../src/run/usage.js';
import { lease, order } from '../run/samples.js';
import { createHub, eventOf, githubFault, type Hub, portsOf, recordOf } from './fake-github.js';

async function say(hub: Hub, body: string, login = 'ann') {
  return acceptComment(eventOf(hub, body, { login }), portsOf(hub));
}

function answerIn(hub: Hub): string {
  expect(hub.answers).toHaveLength(1);
  return hub.answers[0]?.body ?? '';
}

describe('answers', () => {
  test('several commands get one comment with a row each; a bad one does not stop the others', async () => {
    const hub = createHub();
    await say(hub, '/pitboss help\n/pitboss dance\n/pitboss play\n/pitboss status');
    expect(hub.triggers.size).toBe(1);
    expect(hub.triggers.has('100-2')).toBe(true);
    const text = answerIn(hub);
    expect(text.match(/^\*\*`\/pitboss \w+`\*\*$/gm)).toEqual([
      '**`/pitboss help`**',
      '**`/pitboss dance`**',
      '**`/pitboss status`**',
    ]);
    expect(hub.reactions).toEqual([[100, 'eyes']]);
  });

  test('an invalid configuration starts nothing and shows all its problems', async () => {
    const hub = createHub();
    hub.files.set('.github/pitboss.yml', 'queue:\n  concurrent_runs: 0\naccess:\n  spend: everybody\n');
    await say(hub, '/pitboss play');
    expect(hub.triggers.size).toBe(0);
    expect(answerIn(hub)).toMatch(/concurrent\\?_runs[\s\S]*spend/);
  });

  test('foreign text in an answer mentions nobody and refers to nothing', async () => {
    const hub = createHub();
    await say(hub, '/pitboss status "@team #1 `x` fixes #2"\n/pitboss @all');
    const plain = answerIn(hub).replaceAll(/`[^`\n]*`/g, '');
    expect(plain).not.toMatch(/@(team|all)|#\d/);
  });

  test('foreign text outside of code is broken where it would act, and bounded', () => {
    const text = foreign('@ann fixes #12, GH-3, https://x.test/a <!-- pitboss:v1 answer=9 --> [a](b) www.x.test');
    expect(text).not.toMatch(/@ann|#12|GH-3|:\/\/|<!--|\[a\]\(|www\./);
    expect(foreign('&commat;ann &#x40;ann')).toBe('&amp;commat;ann &amp;#x40;ann');
    expect(foreignCode('`<!-- pitboss:v1 answer=9 -->`')).not.toContain('<!-- pitboss');
    expect([...foreign('\u{1f600}'.repeat(1000), 50)]).toHaveLength(50);
    const body = answerBody([{ written: 'x', text: 'y'.repeat(100_000) }], [answerMarker(5)]);
    expect(body.length).toBeLessThanOrEqual(60_000);
    expect(body).toContain(answerMarker(5));
  });

  test('the same mistake is explained once an hour to each person and issue', async () => {
    const hub = createHub();
    const ports = portsOf(hub);
    await acceptComment(eventOf(hub, '/pitboss dance', { id: 1 }), ports);
    await acceptComment(eventOf(hub, '/pitboss dance', { id: 2 }), ports);
    expect(hub.answers).toHaveLength(1);
    expect(hub.reactions.filter(([, content]) => content === '-1')).toHaveLength(2);
  });

  test('a failed reaction fails nothing', async () => {
    const hub = createHub();
    hub.faults.set('react', { error: githubFault('github_unavailable'), times: 9 });
    await say(hub, '/pitboss play');
    expect(hub.triggers.size).toBe(1);
  });
});

describe('rebuy, fold, status', () => {
  const older = '20260101T000000Z-aaaaaa';
  const newer = '20260101T010000Z-bbbbbb';

  test('rebuy takes the newest halted run of the issue and dispatches it', async () => {
    const hub = createHub();
    hub.runs.set(older, recordOf(older, { status: 'halted' }));
    hub.runs.set(newer, recordOf(newer, { status: 'finished' }));
    await say(hub, '/pitboss rebuy');
    expect(hub.triggers.get('100-0')).toMatchObject({ verb: 'rebuy', run_id: older, plan: null, base: null });
    expect(hub.dispatches).toEqual([{ ref: 'main', inputs: { 'run-id': older, nonce: `next-${older}` } }]);
  });

  test('fold of a run that a shift holds leaves the rest to that shift', async () => {
    const hub = createHub();
    hub.runs.set(newer, recordOf(newer, { lease: { workflow_run_id: '9', attempt: 1, nonce: 'n' } }));
    hub.workflowRuns.set('9', 'in_progress');
    await say(hub, '/pitboss fold');
    expect(hub.triggers.get('100-0')).toMatchObject({ verb: 'fold', run_id: newer });
    expect(hub.dispatches).toEqual([]);
  });

  test.each([
    ['rebuy', 'finished', 'is finished'],
    ['rebuy', 'folded', 'was folded'],
    ['fold', 'finished', 'finished already'],
  ] as const)('%s of a run that is %s is refused with the reason', async (verb, status, reason) => {
    const hub = createHub();
    hub.runs.set(newer, recordOf(newer, { status }));
    await say(hub, `/pitboss ${verb} ${newer}`);
    expect(answerIn(hub)).toContain(reason);
    expect(hub.triggers.size).toBe(0);
  });

  test('status shows what the ledger knows', async () => {
    const hub = createHub();
    const halt = { code: 'tests_failed', what: 'Tests failed.', why: 'exit 1', fix: 'See the log.' };
    const usage = { by_role: { implementer: { ...NO_USAGE, usd: 1.25, dispatches: 2 } }, unsettled_usd: 0.5 };
    hub.runs.set(newer, recordOf(newer, { status: 'halted', halt, usage, completed: ['01', '02'] }));
    await say(hub, '/pitboss status');
    const text = answerIn(hub);
    expect(text).toContain('halted');
    expect(text).toContain('2 (01, 02)');
    expect(text).toContain('See the log.');
    expect(text).toContain('Spent: $1.75 ($0.50 of it reserved for work that was cut off) in 2 agent calls');
  });
});

describe('the budget of an issue', () => {
  const newer = '20260101T010000Z-bbbbbb';
  const CONFIG = 'limits:\n  issue_usd: 5\n';
  const costly = (usd: number, change = {}) =>
    recordOf(newer, {
      status: 'halted',
      usage: { by_role: { implementer: { ...NO_USAGE, usd, dispatches: 1 } }, unsettled_usd: 0 },
      ...change,
    });

  test.each(['play', 'rebuy'])('that is used up refuses %s at once, and names the key', async (verb) => {
    const hub = createHub();
    hub.files.set('.github/pitboss.yml', CONFIG);
    hub.runs.set(newer, costly(5));
    await say(hub, `/pitboss ${verb}`);
    expect(answerIn(hub)).toContain('USD budget of issue 3 reached: $5.0000 >= cap $5.0000 (`limits.issue_usd`)');
    expect([hub.triggers.size, hub.dispatches.length]).toEqual([0, 0]);
  });

  test('counts what is set aside for a run at work', async () => {
    const hub = createHub();
    hub.files.set('.github/pitboss.yml', CONFIG);
    const orders = { o1: order({ reserved_usd: 3, settled_usd: 1 }) };
    hub.runs.set(newer, costly(3, { status: 'running', orders, lease: lease('n1') }));
    await say(hub, '/pitboss play');
    expect(answerIn(hub)).toContain('$5.0000 >= cap $5.0000');
  });

  test.each([
    ['fold needs no money', 'fold', costly(5)],
    ['with money left play starts', 'play', costly(4.99)],
    ['another issue has its own', 'play', costly(5, { issue: 8 })],
  ])('%s', async (_, verb, run) => {
    const hub = createHub();
    hub.files.set('.github/pitboss.yml', CONFIG);
    hub.runs.set(newer, run);
    await say(hub, `/pitboss ${verb}`);
    expect(hub.triggers.size).toBe(1);
  });

  test('shows in the status, with what is left', async () => {
    const hub = createHub();
    hub.runs.set(newer, costly(2, { limits: { max_total_usd: 4, max_total_tokens: null, issue_usd: 5 } }));
    await say(hub, '/pitboss status');
    expect(answerIn(hub)).toContain('Cap of this run: $2.00 of $4.00, $2.00 left (`budgets.max_total_usd`)');
    expect(answerIn(hub)).toMatch(/Cap of issue .*3: \$2\.00 of \$5\.00, \$3\.00 left \(`limits\.issue_usd`\)/);
  });
});

describe('exactly once', () => {
  test('a second delivery in the same process does nothing', async () => {
    const hub = createHub();
    const ports = portsOf(hub);
    const event = eventOf(hub, '/pitboss play');
    await Promise.all([acceptComment(event, ports), acceptComment(event, ports)]);
    expect(hub.triggers.size).toBe(1);
    expect(hub.dispatches).toHaveLength(1);
  });

  test('any order and repetition of deliveries over two processes ends in the same triggers and dispatches', async () => {
    const bodies = [
      '/pitboss play',
      '/pitboss help',
      '/pitboss play\n/pitboss play',
      '/pitboss fold',
      '/pitboss dance',
    ];
    const deliveries = fc.array(fc.record({ which: fc.nat({ max: 4 }), process: fc.nat({ max: 1 }) }), {
      maxLength: 15,
    });
    await fc.assert(
      fc.asyncProperty(deliveries, async (list) => {
        const hub = createHub();
        hub.files.set('.github/pitboss.yml', 'queue:\n  concurrent_runs: 20\n');
        const processes = [portsOf(hub), portsOf(hub)];
        for (const { which, process } of list) {
          const ports = processes[process];
          if (ports !== undefined) {
            await acceptComment(eventOf(hub, bodies[which] ?? '', { id: 100 + which }), ports);
          }
        }
        const plays = [...hub.triggers.values()].filter((trigger) => trigger.verb === 'play');
        const delivered = new Set(list.map(({ which }) => which));
        expect(plays).toHaveLength((delivered.has(0) ? 1 : 0) + (delivered.has(2) ? 2 : 0));
        const nonces = hub.dispatches.map(({ inputs }) => inputs.nonce);
        expect(new Set(nonces).size).toBe(nonces.length);
        const told = hub.answers.map((answer) => /answer=\d+/.exec(answer.body)?.[0]);
        expect(new Set(told).size).toBe(told.length);
      }),
      { numRuns: 60 },
    );
  });

  test('what failed half-way is completed by the next call', async () => {
    const hub = createHub();
    const ports = portsOf(hub);
    hub.faults.set('inbox.add', { error: githubFault('github_unavailable'), times: 1 });
    const event = eventOf(hub, '/pitboss play');
    await expect(acceptComment(event, ports)).rejects.toMatchObject({ code: 'github_unavailable' });
    await acceptComment(event, ports);
    expect(hub.dispatches).toHaveLength(1);
  });
});
