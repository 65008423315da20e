import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { AgentBackend } from '../../../src/agents/contract.js';
import { sha256 } from '../../../src/base/digest.js';
import { planText } from '../../run/samples.js';
import { shellAgent } from '../../work/support.js';
import { type ShiftScene, shiftScene } from '../support.js';

const GOAL = 'Count words.';
const wanted = (interview: boolean) => ({
  verb: 'plan' as const,
  plan: null,
  plan_request: { goal: GOAL, sha256: sha256(GOAL), interview, review: true },
});
const says = (text: string) => `printf '%s\\n' '${JSON.stringify({ type: 'text', text })}'`;
const DRAFT = planText(2);
const QUESTIONS = '1. Which words?\n2. How fast?';

/** Says what belongs to the first dispatch that fits; notes its prompt beside everything else, and soils the checkout. */
function planner(cases: Readonly<Record<string, string>>, prompts: string[] = []): AgentBackend {
  const arms = Object.entries(cases).map(([pattern, text]) => `*${pattern}*) ${says(text)};;`);
  const agent = shellAgent({
    planner: `read -r first; echo x > soiled.txt; mkdir -p .pitboss/play; echo no > .pitboss/play/plan.md; case "$first" in ${arms.join(' ')} *) exit 7;; esac`,
  });
  return {
    ...agent,
    prepare(request) {
      prompts.push(request.prompt);
      return agent.prepare(request);
    },
  };
}

let world: ShiftScene;
const begin = async (interview: boolean) => {
  world = await shiftScene({ base: { 'README.md': 'A counter.\n', 'src/a.js': '1\n' }, play: wanted(interview) });
};
beforeEach(() => begin(false));
afterEach(() => world.dispose());

const draftOnLedger = () => world.remoteGit('show', `pitboss/ledger:runs/${world.runId}/plan.md`);

describe('a shift that plans', () => {
  test('writes the draft to the ledger and waits; no branch, and nothing of what the agent left in files', async () => {
    const prompts: string[] = [];
    const { outcome } = await world.shift({ agent: planner({ 'plan/draft-1': DRAFT }, prompts) });
    expect(outcome).toMatchObject({ kind: 'ended', record: { status: 'waiting', wait: { code: 'approval_needed' } } });
    expect(draftOnLedger()).toBe(DRAFT.trim());
    expect(await world.record()).toMatchObject({
      plan_sha256: sha256(DRAFT),
      lease: null,
      orders: {},
      usage: { by_role: { planner: { usd: 0.5, dispatches: 1 } }, unsettled_usd: 0 },
      planning: { step: 'review', drafts: 1 },
    });
    expect(world.remoteGit('for-each-ref', '--format=%(refname)')).toBe('refs/heads/main\nrefs/heads/pitboss/ledger');
    expect(readdirSync(world.root).filter((name) => existsSync(join(world.root, name, 'tree/soiled.txt')))).toEqual([]);
    expect(prompts[0]).toMatch(/- README\.md \(11 bytes\)\n- src\/ \(1 file\)[\s\S]*### README\.md[\s\S]*A counter\./);
  });

  test('tells the planner what is wrong with its answer, once', async () => {
    const prompts: string[] = [];
    await world.shift({ agent: planner({ 'attempt=1': 'No plan today.', 'attempt=2': DRAFT }, prompts) });
    expect(prompts[1]).toMatch(/Your last answer was no valid plan[\s\S]*frontmatter/i);
    expect(await world.record()).toMatchObject({ status: 'waiting', attempts: { 'plan/draft-1': 2 } });
  });

  test('halts after a second answer that is none, and a rebuy tries again', async () => {
    await world.shift({ agent: planner({ 'plan/draft': 'No.' }) });
    expect(await world.record()).toMatchObject({
      status: 'halted',
      halt: { code: 'draft_invalid' },
      usage: { by_role: { planner: { usd: 1, dispatches: 2 } }, unsettled_usd: 0 },
    });
    await world.command('rebuy');
    await world.shift({ agent: planner({ 'plan/draft-1': DRAFT }) });
    expect((await world.record()).planning?.step).toBe('review');
  });

  test('does not ask an agent again that failed', async () => {
    await world.shift({ agent: planner({}) });
    expect(await world.record()).toMatchObject({ halt: { code: 'agent_failed' }, attempts: { 'plan/draft-1': 1 } });
  });

  test('keeps a secret out of the ledger', async () => {
    await world.shift({
      agent: planner({ 'plan/draft-1': `${DRAFT}\nhunter2-hunter2\n` }),
      secrets: ['hunter2-hunter2'],
    });
    expect((await world.record()).halt?.code).toBe('secret_found');
    expect(draftOnLedger()).toBe('');
  });

  test('is refused without a price, before any agent', async () => {
    const agent = { ...planner({ 'plan/draft-1': DRAFT }), reportsCost: false };
    await world.shift({ agent });
    expect(await world.record()).toMatchObject({ halt: { code: 'price_unknown' }, attempts: {} });
  });

  test('is stopped by a signal: its money is booked, and a rebuy goes on', async () => {
    const stop = new AbortController();
    const hangs = shellAgent({ planner: `${says('thinking')}; sleep 60` });
    await world.shift({
      agent: hangs,
      signal: stop.signal,
      onTell: (event) => event.kind === 'agent_text' && stop.abort(),
    });
    expect(await world.record()).toMatchObject({ status: 'halted', halt: { code: 'interrupted' }, lease: null });
    await world.command('rebuy');
    await world.shift({ agent: planner({ 'plan/draft-1': DRAFT }) });
    expect((await world.record()).status).toBe('waiting');
  });
});

describe('from shift to shift', () => {
  test('an interview: questions, answers, draft, revision, approval', async () => {
    await world.dispose();
    await begin(true);
    const prompts: string[] = [];
    const agent = planner({ 'plan/questions': QUESTIONS, 'plan/draft-1': DRAFT, 'plan/draft-2': planText(3) }, prompts);
    await world.shift({ agent });
    expect(await world.record()).toMatchObject({
      status: 'waiting',
      wake_at: null,
      wait: { code: 'answers_needed' },
      planning: { step: 'answers', questions: ['Which words?', 'How fast?'] },
    });
    await world.command('answer', { text: '2. Very.\n\nIn Rust.' });
    await world.shift({ agent });
    expect(prompts[1]).toMatch(/1\. Q: How fast\?\n {3}A: Very\.\n\nIn Rust\./);
    await world.command('revise', { text: 'One more phase.' });
    await world.shift({ agent });
    expect(prompts[2]).toMatch(/# Phase 02: Title 02[\s\S]*One more phase\./);
    expect(draftOnLedger()).toBe(planText(3).trim());
    const { plan_sha256 } = await world.record();
    await world.command('approve', { approval: { plan_sha256, base_sha: world.base, by: 'ada' } });
    await world.shift({ agent });
    expect(await world.record()).toMatchObject({
      status: 'finished',
      approval: { plan_sha256, by: 'ada' },
      planning: { drafts: 2, revisions: 1 },
      usage: { by_role: { planner: { usd: 1.5, dispatches: 3 } } },
    });
    expect(prompts).toHaveLength(3);
  });

  test('a shift without anything to do starts no agent and leaves the run waiting', async () => {
    const prompts: string[] = [];
    const agent = planner({ 'plan/draft-1': DRAFT }, prompts);
    await world.shift({ agent });
    await world.shift({ agent });
    expect(prompts).toHaveLength(1);
    expect(await world.record()).toMatchObject({ status: 'waiting', wait: { code: 'approval_needed' }, lease: null });
  });

  test('a revision that fails leaves the draft as it was', async () => {
    await world.shift({ agent: planner({ 'plan/draft-1': DRAFT }) });
    await world.command('revise', { text: 'x' });
    await world.shift({ agent: planner({ 'plan/draft-2': 'No.' }) });
    expect([(await world.record()).halt?.code, draftOnLedger()]).toEqual(['draft_invalid', DRAFT.trim()]);
  });

  test('fold ends a run that waits', async () => {
    await world.shift({ agent: planner({ 'plan/draft-1': DRAFT }) });
    await world.command('fold');
    await world.shift();
    expect((await world.record()).status).toBe('folded');
  });
});
