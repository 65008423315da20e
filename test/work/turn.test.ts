import { describe, expect, test } from '@jest/globals';
import type { AgentBackend, Leftover } from '../../src/agents/contract.js';
import type { Config } from '../../src/config/config.js';
import { carriedOut, type Job, shellAgent, testCommand } from './support.js';

const RUNNING: Leftover = { kind: 'running', command: 'npm run build' };
const UNREAD: Leftover = { kind: 'unread', command: 'npm test' };

/** The shell agent, whose stream tells of these leftovers: one list for each dispatch, none for later ones. */
function leaving(roles: Parameters<typeof shellAgent>[0], ...turns: readonly (readonly Leftover[])[]): AgentBackend {
  const agent = shellAgent(roles);
  const left = [...turns];
  return {
    ...agent,
    reader: (request) => {
      const reader = agent.reader(request);
      const leftovers = left.shift() ?? [];
      return { ...reader, finish: (exit) => ({ ...reader.finish(exit), leftovers }) };
    },
  };
}

const PROMPTS = 'cat >> ../prompts';
const IMPLEMENTS = `${PROMPTS}; echo done > 01.txt`;
const promptsOf = (text: string) => text.split('Pitboss dispatch: ').slice(1);

describe('an implementer that ends its turn too early', () => {
  test('is asked once more on the tree as it stands, and told what it had left running', async () => {
    const done = await carriedOut({ agent: leaving({ implementer: `${PROMPTS}; echo x >> 01.txt` }, [RUNNING]) });
    expect(done.result).toMatchObject({
      kind: 'tree',
      progress: { stage: 'test', dispatches: 2, usage: { implementer: { dispatches: 2, usd: 1 } } },
    });
    expect(done.read('01.txt')).toBe('x\nx\n');
    const [first, second] = promptsOf(done.read('../prompts'));
    expect(first).not.toMatch(/earlier turn/);
    expect(second).toMatch(
      /^role=implementer unit=phase\/01 attempt=2\n[\s\S]*earlier turn[\s\S]*```\nnpm run build\n```/,
    );
    expect(second).not.toMatch(/without changing a single file|without looking/);
    expect(done.told).toContainEqual({
      kind: 'turn_short',
      role: 'implementer',
      unchanged: false,
      running: ['npm run build'],
      unread: [],
    });
  });

  test('is told as well which commands it never looked at', async () => {
    const done = await carriedOut({ agent: leaving({ implementer: IMPLEMENTS }, [UNREAD]) });
    expect(done.result.kind).toBe('tree');
    expect(promptsOf(done.read('../prompts'))[1]).toMatch(/without looking[\s\S]*```\nnpm test\n```/);
  });

  test('and does so again halts the run, which says so and keeps the tree', async () => {
    const done = await carriedOut({ agent: leaving({ implementer: IMPLEMENTS }, [RUNNING], [RUNNING, UNREAD]) });
    expect(done.result).toMatchObject({
      kind: 'refusal',
      halt: { code: 'ended_early', why: expect.stringMatching(/`npm run build`.*`npm test`/) },
      progress: { stage: 'implement', dispatches: 2, usage: { implementer: { usd: 1 } } },
    });
    expect(done.has('01.txt')).toBe(true);
  });

  test('has one second chance in all, whatever was missing', async () => {
    const idle = await carriedOut({ agent: leaving({ implementer: PROMPTS }, [RUNNING]) });
    expect(idle.result).toMatchObject({ halt: { code: 'no_changes' }, progress: { dispatches: 2 } });
    const late = await carriedOut({ agent: leaving({ implementer: PROMPTS }, [], [RUNNING]) });
    expect(late.result).toMatchObject({ halt: { code: 'ended_early' }, progress: { dispatches: 2 } });
  });

  test('and changed nothing is told both', async () => {
    const does = `${PROMPTS}; test -e ../once && echo x > 01.txt; echo > ../once`;
    const done = await carriedOut({ agent: leaving({ implementer: does }, [RUNNING]) });
    expect(done.result.kind).toBe('tree');
    expect(promptsOf(done.read('../prompts'))[1]).toMatch(/without changing a single file[\s\S]*npm run build/);
  });

  test('is asked again only when what was spent is on the record', async () => {
    const agent = leaving({ implementer: IMPLEMENTS }, [RUNNING]);
    const saved: unknown[] = [];
    const save: Job['ports'] = {
      save: async (progress, { required }) => {
        saved.push([progress.askedAgain, progress.dispatches, required]);
        return false;
      },
    };
    const done = await carriedOut({ agent, ports: save });
    const asked = [{ stage: 'implement', unchanged: false, running: ['npm run build'], unread: [] }];
    expect(saved).toEqual([[asked, 1, true]]);
    expect(done.result).toMatchObject({ kind: 'interruption', reason: 'unsaved', progress: { askedAgain: asked } });
  });

  test('is not asked a second time by the shift that goes on after a crash', async () => {
    const asked_again = [{ stage: 'implement' as const, unchanged: false, running: ['npm run build'], unread: [] }];
    const order = { stage: 'implement' as const, wip_sha: 'a'.repeat(40), asked_again };
    const done = await carriedOut({ agent: leaving({ implementer: IMPLEMENTS }, [RUNNING]), order });
    expect(done.result).toMatchObject({ halt: { code: 'ended_early' }, progress: { dispatches: 1 } });
    expect(promptsOf(done.read('../prompts'))[0]).toMatch(/earlier turn[\s\S]*npm run build/);
    const honest = await carriedOut({ agent: leaving({ implementer: IMPLEMENTS }), order });
    expect(honest.result.kind).toBe('tree');
  });

  test('gets no second turn where a cap forbids it', async () => {
    const agent = leaving({ implementer: IMPLEMENTS }, [RUNNING]);
    const used = { cap: 'run', text: 'reached', key: 'budgets.max_total_usd' } as const;
    const barred: Job['ports'] = { barred: ({ dispatches }) => (dispatches > 0 ? used : null) };
    const done = await carriedOut({ agent, ports: barred });
    expect(done.result).toMatchObject({ halt: { code: 'budget_exceeded' }, progress: { dispatches: 1 } });
  });
});

describe('a sweep', () => {
  test('whose turn ended too early is asked for once more; one that changes nothing is not', async () => {
    const subject = { kind: 'sweep', after: '01', round: 1 } as const;
    const early = await carriedOut({ agent: leaving({ implementer: PROMPTS }, [RUNNING]), subject });
    expect(early.result).toMatchObject({ kind: 'tree', progress: { dispatches: 2 } });
    expect(promptsOf(early.read('../prompts'))[1]).toMatch(/npm run build/);
    const idle = await carriedOut({ agent: leaving({ implementer: PROMPTS }), subject });
    expect(idle.result).toMatchObject({ kind: 'tree', progress: { dispatches: 1 } });
  });
});

describe('a fixer that ends its turn too early', () => {
  const NEEDS_FIX = testCommand('grep fixed 01.txt');
  const retries =
    (attempts: number) =>
    (config: Config): Config => ({ ...NEEDS_FIX(config), retries: { fixer_max_attempts: attempts } });
  const fixes = (fixer: string, ...turns: readonly (readonly Leftover[])[]) =>
    leaving({ implementer: 'echo done > 01.txt', fixer: `${PROMPTS}; ${fixer}` }, [], ...turns);

  test('is asked once more before the tests run, and that costs none of its attempts', async () => {
    const done = await carriedOut({ agent: fixes('echo try >> 01.txt', [RUNNING]), config: retries(1) });
    expect(done.result).toMatchObject({ halt: { code: 'tests_failed' }, progress: { fix: 2, dispatches: 3 } });
    const prompts = promptsOf(done.read('../prompts'));
    expect(prompts.map((prompt) => prompt.split('\n', 1)[0])).toEqual([
      'role=fixer unit=phase/01 attempt=1',
      'role=fixer unit=phase/01 attempt=2',
    ]);
    expect(prompts[1]).toMatch(/earlier turn[\s\S]*npm run build/);
    expect(done.kinds('dispatch_ended', 'tests_started')).toEqual([
      ...['dispatch_ended', 'tests_started', 'tests_started'],
      ...['dispatch_ended', 'dispatch_ended', 'tests_started', 'tests_started'],
    ]);
  });

  test('does so at most once in a unit, whichever attempt it was', async () => {
    const again = await carriedOut({ agent: fixes('echo try >> 01.txt', [RUNNING], [], [UNREAD]), config: retries(3) });
    expect(again.result).toMatchObject({
      halt: { code: 'ended_early', what: expect.stringMatching(/without looking/) },
      progress: { stage: 'fix', fix: 3, dispatches: 4 },
    });
  });

  test('has its own second chance, beside the one of the implementer', async () => {
    const agent = leaving(
      { implementer: 'echo done > 01.txt', fixer: 'echo fixed > 01.txt' },
      [RUNNING],
      [],
      [RUNNING],
    );
    const done = await carriedOut({ agent, config: retries(1) });
    expect(done.result).toMatchObject({ kind: 'tree', progress: { dispatches: 4 } });
  });
});

test('an auditor is not asked again: its diff and the tests after it speak for themselves, and people are told', async () => {
  const agent = leaving({ implementer: 'echo done > 01.txt', auditor: 'true' }, [], [RUNNING]);
  const done = await carriedOut({
    agent,
    config: (config) => ({ ...config, audit: { ...config.audit, enabled: true } }),
  });
  expect(done.result).toMatchObject({ kind: 'tree', progress: { dispatches: 2, audit: { done: true } } });
  expect(done.told).toContainEqual({
    kind: 'warning',
    message: 'the auditor ended its turn before its own commands: `npm run build`',
  });
});

const linux = process.platform === 'linux' ? test : test.skip;

linux('a program that is really left running counts, and does not live on', async () => {
  const does = 'echo x >> 01.txt; if [ ! -e ../once ]; then setsid sleep 641 > /dev/null 2>&1 & fi; echo > ../once';
  const done = await carriedOut({ agent: shellAgent({ implementer: does }) });
  expect(done.result).toMatchObject({ kind: 'tree', progress: { dispatches: 2 } });
  expect(done.told).toContainEqual(expect.objectContaining({ kind: 'turn_short', running: ['sleep 641'] }));
});
