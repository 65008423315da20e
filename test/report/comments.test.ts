import { describe, expect, test } from '@jest/globals';
import { endComment, endMarker } from '../../src/report/end-comment.js';
import { BODY_LIMIT } from '../../src/report/markdown.js';
import { runView } from '../../src/report/run-view.js';
import { statusComment, statusMarker } from '../../src/report/status-comment.js';
import { halts } from '../../src/run/halts.js';
import { RUN_STATUSES } from '../../src/run/record.js';
import { order, PLAN, planOf, planText, RUN, record, spent } from '../run/samples.js';
import { isClosed, LINKS, view } from './samples.js';

const halted = view({
  status: 'halted',
  halt: halts.agentAuthentication('claude_code', 'invalid x-api-key'),
  completed: ['01'],
  commits: { '01': 'c'.repeat(40) },
  attempts: { '01': 2, '02': 1 },
  orders: { o1: order({ unit: 'phase/02', stage: 'implement', wip_sha: 'f'.repeat(40) }) },
  usage: { by_role: spent(1.25), unsettled_usd: 0.5 },
  limits: { max_total_usd: 20, max_total_tokens: null },
});
const atPhaseTwo = {
  ...halted,
  phases: view({ ...halted.record }, planOf(planText(3).replace('"01"', '"02"'))).phases,
};

describe('the status comment', () => {
  test.each(RUN_STATUSES)('of a run that is %s begins with its marker and ends with the next command', (status) => {
    const body = statusComment(view({ status }), LINKS);
    expect(body.startsWith(`${statusMarker(RUN)}\n`)).toBe(true);
    expect(body.split('\n').at(-1)).toMatch(/`\/pitboss (?:play|(?:rebuy|fold) 20260301T100000Z-aaaaaa)`/);
  });

  test('of a halted run says what, why, what to do, what was kept, what it cost and how to go on', () => {
    const body = statusComment(atPhaseTwo, LINKS);
    expect(body).toContain('**claude\\_code could not sign in to its model provider.** (`agent_authentication`)');
    expect(body).toContain('**Why:** invalid x-api-key');
    expect(body).toMatch(/\*\*What to do:\*\* Check the provider's key/);
    expect(body).toContain(`1 landed phase on \`pitboss/play/${RUN}\``);
    expect(body).toContain(`refs/pitboss/wip/${RUN}/phase/02`);
    expect(body).toContain('**Cost:** $1.7500 of $20.0000 ($0.5000 of it reserved for work that was cut off)');
    expect(body).toContain(`\`/pitboss rebuy ${RUN}\``);
  });

  test('shows each phase with its state, dispatches and commit, and links the run and the pull request', () => {
    const body = statusComment(atPhaseTwo, LINKS);
    expect(body).toContain(
      `| ✅ | 01 | Title 01 |  | 2 | [\`ccccccc\`](https://github.test/o/r/commit/${'c'.repeat(40)}) |`,
    );
    expect(body).toContain('| 🛑 | 02 | Title 02 | implement | 1 |  |');
    expect(body).toContain('| · | 03 | Title 03 |  |  |  |');
    expect(body).toContain('1 of 3 phases done');
    expect(body).toContain('[#9](https://github.test/o/r/pull/9)');
    expect(body).toContain('[workflow run](https://github.test/o/r/actions/runs/5)');
  });

  test('keeps everything that matters when 500 phases meet 200 KB of output', () => {
    const completed = Array.from({ length: 400 }, (_, index) => String(index + 1).padStart(2, '0'));
    const plan = planOf(
      planText(500)
        .replace('"01"', '"401"')
        .replaceAll('Title', `${'| @a <b> '.repeat(40)}`),
    );
    const output = `\`\`\`\`\`\`\`\`\`\`\n<details>\n${'line of output @octocat\n'.repeat(9_000)}`;
    const body = statusComment(view({ status: 'halted', completed, halt: halts.testsFailed(output) }, plan), LINKS);
    expect([...body].length).toBeLessThanOrEqual(BODY_LIMIT);
    expect(isClosed(body)).toBe(true);
    expect(body).toContain('**What to do:**');
    expect(body).toContain('| 🛑 | 401 |');
    expect(body).toContain('400 more phases are not shown');
    expect(body).toContain('**Cost:**');
    expect(body).toContain(`\`/pitboss rebuy ${RUN}\``);
  });

  test('titles of the plan stay inert and inside their cell', () => {
    const plan = planOf(planText(1).replace('Title 01', 'a | b @octocat <!-- pitboss:end --> #12'));
    const row = statusComment(view({}, plan), LINKS)
      .split('\n')
      .find((line) => line.includes('octocat'));
    expect(row?.split(/(?<!\\)\|/)).toHaveLength(8);
    expect(row).not.toMatch(/@octocat|#12|(?<!\\)<!--/);
  });
});

describe('the caps of a run', () => {
  const fields = {
    usage: { by_role: spent(2), unsettled_usd: 0, by_phase: { '01': 1.5, '02': 0.5 }, by_day: {} },
    limits: { max_total_usd: 20, max_total_tokens: null, phase_usd: 4, issue_usd: 6, day_usd: 10 },
  };
  const others = { issueUsd: 1, dayUsd: 9.5 };

  test('show with what is left, those that other runs share as well', () => {
    const body = statusComment(runView(record(fields), PLAN, others), LINKS);
    expect(body).toContain('phase 01: $1.5000 of $4.0000, $2.5000 left');
    expect(body).toMatch(/issue #\u20603: \$3\.0000 of \$6\.0000, \$3\.0000 left/);
    expect(body).toContain('2026-03-01 (UTC): $9.5000 of $10.0000, $0.5000 left');
  });

  test('that others share are not guessed where nobody has looked', () => {
    const body = statusComment(view(fields), LINKS);
    expect(body).toContain('phase 01: $1.5000 of $4.0000');
    expect(body).not.toMatch(/issue #|UTC/);
  });

  test('are not mentioned where none is set', () => {
    expect(statusComment(view(), LINKS)).not.toContain('Caps');
  });
});

test('a run that waits for the next day says why, until when, and how to go on at once', () => {
  const wait = halts.dayBudgetReached(
    { cap: 'day', text: 'USD budget of 2026-03-01 (UTC) reached: $5.0000 >= cap $5.0000', key: 'limits.day_usd' },
    '2026-03-02T00:00:00.000Z',
  );
  const body = statusComment(view({ status: 'waiting', wait }), LINKS);
  expect(body).toContain('⏸ Waiting');
  expect(body).toContain('**waiting for the next day: USD budget of 2026-03-01 (UTC) reached');
  expect(body).toContain('2026-03-02T00:00:00.000Z');
  expect(body).toContain('limits.day\\_usd');
  expect(body).toContain(`\`/pitboss rebuy ${RUN}\` tries to go on at once`);
  expect(statusComment(view({ status: 'running', wait }), LINKS)).not.toContain('next day');
});

test('what each agent used is told where there are several', () => {
  const used = (usd: number, dispatches: number) => ({ usd, dispatches, tokens: 1500 });
  const by_agent = { 'codex gpt-6': used(0.25, 1), 'claude-code claude-sonnet-5-5': used(1.5, 2) };
  const body = (more: object) => statusComment(view({ usage: { by_role: {}, unsettled_usd: 0, ...more } }), LINKS);
  expect(body({ by_agent })).toMatch(
    /\*\*By agent:\*\* `claude-code claude-sonnet-5-5` \$1\.5000, .* tokens in 2 dispatches · `codex gpt-6` \$0\.2500, .* in 1 dispatch\n/,
  );
  expect(body({ by_agent: { 'codex gpt-6': used(0.25, 1) } })).not.toContain('By agent');
});

test('an agent whose version nobody tested is named, a tested one is not', () => {
  const agent_versions = {
    codex: { version: '0.169.0', tested: true },
    gemini: { version: '9.0.0', tested: false },
    aider: { version: null, tested: false },
  };
  const body = statusComment(view({ agent_versions }), LINKS);
  expect(body).toContain('**Not a tested version:** `gemini 9.0.0`, `aider (version unknown)`');
  expect(statusComment(view({}), LINKS)).not.toContain('tested version');
});

test('a run at work that pauses until its agent can be started again says so', () => {
  const wait = halts.agentUnavailable('claude-code', 'API Error: 529 Overloaded.', '2026-03-01T10:05:00.000Z');
  const body = statusComment(view({ status: 'running', wait }), LINKS);
  expect(body).toContain('Working');
  expect(body).toContain('waiting until 2026-03-01T10:05:00.000Z');
  expect(body).toContain('529 Overloaded');
  expect(statusComment(view({ status: 'finished', wait }), LINKS)).not.toContain('waiting until');
});

describe('the end comment', () => {
  test.each([
    ['finished', /^✅ Run `.*` is finished: 1 phase of 3 landed/],
    ['halted', /^🛑 Run `.*` has halted \(`agent_authentication`\): /],
    ['folded', /^⏹ Run `.*` was folded: /],
  ] as const)('of a run that is %s', (status, headline) => {
    const halt = status === 'halted' ? halted.record.halt : null;
    const body = endComment(view({ ...halted.record, status, halt }), { number: 9 });
    const [marker, , first = ''] = body.split('\n');
    expect(marker).toBe(endMarker(RUN));
    expect(first).toMatch(headline);
    expect(first).toContain('$1.7500');
    expect(first).toContain('#9');
    expect(body.split('\n').at(-1)).toMatch(/`\/pitboss (?:play|rebuy 20260301T100000Z-aaaaaa)`/);
    expect(body.includes('could not sign in')).toBe(status === 'halted');
  });

  test('says that a run goes on again after a rebuy', () => {
    expect(endComment(view({ status: 'running' }), null)).toMatch(/goes on/);
  });
});
