import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Config } from '../../src/config/config.js';
import { wipRef } from '../../src/ledger/paths.js';
import { exitCodeOf } from '../../src/shift/exit-code.js';
import { LEDGER } from '../land/support.js';
import { shellAgent } from '../work/support.js';
import { READ_ID, type Shifted, type ShiftScene, shiftScene } from './support.js';

let world: ShiftScene;
beforeEach(async () => {
  world = await shiftScene({ phases: 1 });
});
afterEach(() => world.dispose());

const IMPLEMENTS = `${READ_ID}; echo "$id" > "$id.txt"`;
const SPEAKS = `echo '{"type":"text","text":"at work"}'`;
const RED_IF_BROKEN = '! grep -rq broken *.txt';
const audited = (config: Config): Config => ({
  ...config,
  audit: { enabled: true, small_fix_line_limit: 3 },
  tests: { ...config.tests, command: RED_IF_BROKEN },
});
const codeOf = ({ outcome }: Shifted) => exitCodeOf(outcome);
const shift = (roles: Parameters<typeof shellAgent>[0]) => world.shift({ agent: shellAgent(roles), config: audited });
const landed = (path: string) => world.remoteGit('show', `pitboss/play/${world.runId}:${path}`);
const unit = () => wipRef(world.runId, 'phase/01');

describe('an audited phase', () => {
  test('lands in one commit with what the auditor fixed; the record keeps the measure', async () => {
    await shift({ implementer: IMPLEMENTS, auditor: 'echo two >> 01.txt; printf "a\\n" > note.txt' });
    expect(world.subjects()).toEqual(['[pitboss] phase 01: Title 01']);
    expect(landed('01.txt')).toBe('01\ntwo');
    expect(await world.record()).toMatchObject({
      status: 'finished',
      attempts: { '01': 2 },
      audits: { 'phase/01': { done: true, dispatches: 1, changed_lines: 2, small_fix_line_limit: 3, findings: [] } },
      usage: { by_role: { implementer: { usd: 0.5 }, auditor: { usd: 0.5 } } },
    });
  });

  test('is measured against the tree that the auditor was shown, not against the base', async () => {
    const shifted = await shift({ implementer: 'seq 100 > 01.txt', auditor: 'sed -i "1s/1/one/; 2s/2/two/" 01.txt' });
    expect(shifted.told).toContainEqual(
      expect.objectContaining({
        kind: 'audit_ended',
        beyond: true,
        report: expect.objectContaining({ changed_lines: 4 }),
      }),
    );
    expect((await world.record()).status).toBe('finished');
  });

  test('shows its diff to the auditor, and nothing of the working documents', async () => {
    const shifted = await shift({ implementer: IMPLEMENTS, auditor: 'cat > shown.md' });
    const shown = landed('shown.md');
    expect(shown).toMatch(/^diff --git a\/01\.txt b\/01\.txt\n[\s\S]*^\+01$/m);
    expect(shown).not.toContain('diff --git a/.pitboss');
    expect(codeOf(shifted)).toBe(0);
  });

  test('is not fooled by attributes and filters that the agent leaves in its tree', async () => {
    const hides = 'printf "* -diff\\n" > .gitattributes; git config diff.external "touch ../../evil"';
    await shift({ implementer: `${hides}; ${IMPLEMENTS}`, auditor: 'cat > shown.md' });
    expect(landed('shown.md')).toMatch(/^\+01$/m);
  });
});

describe('interrupted in the audit', () => {
  test('goes on in the audit, on the kept tree and on another machine; edits of both attempts are counted', async () => {
    const stop = new AbortController();
    const first = await world.shift({
      agent: shellAgent({ implementer: IMPLEMENTS, auditor: `echo half > note.txt; ${SPEAKS}; sleep 60` }),
      config: audited,
      signal: stop.signal,
      onTell: (event) => event.kind === 'agent_text' && stop.abort(),
    });
    expect(codeOf(first)).toBe(1);
    const halted = await world.record();
    expect(Object.values(halted.orders)[0]).toMatchObject({ stage: 'audit', audit: { done: false, changed_lines: 1 } });
    expect(world.remoteGit('show', `${unit()}:note.txt`)).toBe('half');
    await world.command('rebuy');
    const second = await shift({ implementer: 'exit 9', auditor: 'echo whole >> note.txt' });
    expect(second.told).toContainEqual(expect.objectContaining({ kind: 'phase_started', resumedAt: 'audit' }));
    expect(landed('note.txt')).toBe('half\nwhole');
    expect(await world.record()).toMatchObject({
      status: 'finished',
      audits: { 'phase/01': { done: true, dispatches: 2, changed_lines: 2 } },
      attempts: { '01': 3 },
    });
  });

  test('with a tree that is gone begins again, and the audit with it', async () => {
    await shift({ implementer: IMPLEMENTS, auditor: 'exit 3' });
    world.remoteGit('update-ref', '-d', unit());
    await world.command('rebuy');
    await shift({ implementer: IMPLEMENTS, auditor: 'true' });
    expect(await world.record()).toMatchObject({
      status: 'finished',
      audits: { 'phase/01': { dispatches: 1, changed_lines: 0 } },
    });
  });
});

describe('tests that fail after the audit', () => {
  test('halt without a fixer; after a rebuy the fixer mends the kept tree, and nobody audits it again', async () => {
    const first = await shift({ implementer: IMPLEMENTS, auditor: 'echo broken > note.txt', fixer: 'exit 9' });
    expect(codeOf(first)).toBe(1);
    expect(await world.record()).toMatchObject({
      status: 'halted',
      halt: { code: 'tests_failed' },
      attempts: { '01': 2 },
      completed: [],
    });
    await world.command('rebuy');
    const roles = { implementer: 'exit 9', auditor: 'exit 9', fixer: 'echo mended > note.txt' };
    expect(codeOf(await shift(roles))).toBe(0);
    expect(landed('note.txt')).toBe('mended');
    expect(await world.record()).toMatchObject({
      attempts: { '01': 3 },
      audits: { 'phase/01': { dispatches: 1, changed_lines: 1 } },
    });
  });
});

test('a cap that the implementer used up halts before the audit; a raised one goes on there, and implements nothing again', async () => {
  const capped = (usd: number) => (before: Config) => {
    const config = audited(before);
    return { ...config, budgets: { ...config.budgets, max_total_usd: usd } };
  };
  const agent = shellAgent({ implementer: IMPLEMENTS, auditor: 'exit 9' });
  const first = await world.shift({ agent, config: capped(0.5) });
  expect(codeOf(first)).toBe(3);
  expect(await world.record()).toMatchObject({
    halt: { what: 'budget exceeded: USD budget reached: $0.5000 >= cap $0.5000' },
    attempts: { '01': 1 },
  });
  await world.command('rebuy');
  const second = await world.shift({ agent: shellAgent({ auditor: 'true' }), config: capped(5) });
  expect(second.told).toContainEqual(expect.objectContaining({ kind: 'phase_started', resumedAt: 'audit' }));
  expect(await world.record()).toMatchObject({ status: 'finished', attempts: { '01': 2 } });
});

test('a finding is deferred: it survives the phase, and the record names it', async () => {
  const defers = `printf '## Deferred items\\n\\n- [ ] split the parser\\n' > .pitboss/play/deferred.md`;
  await shift({ implementer: IMPLEMENTS, auditor: defers });
  expect((await world.record()).audits).toMatchObject({
    'phase/01': { changed_lines: 0, findings: ['split the parser'] },
  });
  expect(world.remoteGit('show', `${LEDGER}:runs/${world.runId}/deferred.md`)).toContain('- [ ] split the parser');
});

test('an auditor without a price is refused before any agent starts', async () => {
  const unpriced = { ...shellAgent({ implementer: IMPLEMENTS }), reportsCost: false };
  const prices = { dear: { input_per_million_usd: 1, output_per_million_usd: 1 } };
  const config = (auditing: boolean) => (before: Config) => ({
    ...before,
    audit: { ...before.audit, enabled: auditing },
    budgets: { ...before.budgets, pricing: prices },
  });
  const agents = async () => ({
    forRole: (role: string) => ({ backend: unpriced, model: role === 'auditor' ? 'unheard-of' : 'dear' }),
  });
  await world.shift({ config: config(true), ports: { agents } });
  expect((await world.record()).halt).toMatchObject({
    code: 'price_unknown',
    what: expect.stringContaining('unheard-of'),
  });
  await world.command('rebuy');
  await world.shift({ config: config(false), ports: { agents } });
  expect((await world.record()).status).toBe('finished');
});
