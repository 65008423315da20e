import { expect, test } from '@jest/globals';
import { halts, isBudgetHalt } from '../../src/run/halts.js';

const USED_UP = {
  cap: 'run',
  text: 'USD budget reached: $1.0000 >= cap $1.0000',
  key: 'budgets.max_total_usd',
} as const;

const all = [
  halts.planTampered(),
  halts.policyTampered(['.github/pitboss.yml']),
  halts.deferredInvalid('line 3: no item.'),
  halts.testsFailed('npm test: failed'),
  halts.testsUnusable('npm test: timed out'),
  halts.testsChanged(['package.json: test: `jest` became `true`']),
  halts.baselineRed('npm test: failed'),
  halts.setupFailed('npm ci: failed'),
  halts.testsWeakened(['a.test.ts:3 [deleted-test] test "a" was deleted'], 'explain', 1),
  halts.noChanges(),
  halts.endedEarly(['npm run build'], ['npm test']),
  halts.agentFailed('script', 'failed'),
  halts.agentTimeout('script', 60),
  halts.agentMissing('claude_code', 'claude'),
  halts.instructionsUnreadable('docs/agents.md', 'there is no such file'),
  halts.agentInstallFailed('claude-code', 'npm exited with code 1.'),
  halts.agentScriptMissing('.pitboss/agent-script.yml'),
  halts.agentAuthentication('claude_code', 'invalid key'),
  halts.agentQuota('claude_code', 'limit', '2026-03-02T00:00:00.000Z'),
  halts.agentUnavailable('claude_code', 'connection refused', '2026-03-02T00:00:00.000Z'),
  halts.agentStaysAway(12, 12, halts.agentQuota('claude_code', 'limit', '2026-03-02T00:00:00.000Z')),
  halts.agentRefused('claude_code', 'no'),
  halts.agentTurnLimit('claude_code', 'turns'),
  halts.agentContextLimit('claude_code', 'too long'),
  halts.agentVersion('claude_code', 'old'),
  halts.agentDrift('claude_code', 'silence'),
  halts.budgetExceeded(USED_UP),
  halts.dayBudgetReached({ ...USED_UP, cap: 'day', key: 'limits.day_usd' }, '2026-03-02T00:00:00.000Z'),
  halts.priceUnknown('some-model'),
  halts.unsafeTree(['sub is a nested repository or submodule']),
  halts.secretFound(['a.txt']),
  halts.workflowsProtected(['.github/workflows/ci.yml']),
  halts.branchMoved('pitboss/play/x'),
  halts.baseMoved('main', { known: 'aaaa', tip: 'bbbb' }),
  halts.baseRewritten('main', { known: 'aaaa', tip: 'bbbb' }),
  halts.baseNotRebased('main', 'cccc'),
  halts.baseConflict('main', 'bbbb', ['a.txt']),
  halts.adoptionRefused('pitboss/play/x', { recorded: 'aaaa', found: 'bbbb' }),
  halts.pushRefused('protected branch'),
  halts.baseUnsupported(['.gitattributes:1 filter=lfs']),
  halts.promptInvalid(['.pitboss/prompts/fixer.md:3: error: A single `{`.']),
  halts.planInvalid('no frontmatter'),
  halts.configInvalid('line 1: unknown'),
  halts.tooManyShifts(20),
  halts.noProgress(),
  halts.interrupted(),
  halts.internal('oops'),
  halts.failureLimit(3, null),
  halts.promptsChanged(['docs'], ['lint']),
  halts.grindUnusable('unknown_prompt', 'The rotation nightly names `docs`.'),
  halts.sessionsOutOfSync(3, 2),
  // Every budget has the same code.
  halts.grindBudgetSpent({ kind: 'iterations', key: 'max_iterations', text: 'max-iterations reached: 2 >= 2' }),
];

test('every reason to halt is looked at here, and each has a code of its own', () => {
  expect(all).toHaveLength(Object.keys(halts).length);
  expect(new Set(all.map((halt) => halt.code)).size).toBe(all.length - 1);
});

test.each(all.map((halt) => [halt.code, halt] as const))('%s: what, why and what to do', (code, halt) => {
  expect(code).toMatch(/^[a-z]+(?:_[a-z]+)*$/);
  for (const part of [halt.what, halt.why, halt.fix]) {
    expect(part.trim()).not.toBe('');
    expect(part).not.toMatch(/undefined|\[object|null/);
  }
  expect(halt.fix).toMatch(/\.$/);
});

test('a missing agent names its section as the configuration has it; the scripted one has no program to name', () => {
  expect(halts.agentMissing('claude-code', 'claude').fix).toContain('the program that `agent.claude_code` names');
  expect(halts.agentMissing('script', 'node').fix).not.toContain('agent.script');
});

test('only a used-up budget has the exit code of money', () => {
  expect(all.filter(isBudgetHalt).map((halt) => halt.code)).toEqual(['budget_exceeded', 'budget_exceeded']);
});

test('long lists of paths are bounded', () => {
  const { why } = halts.secretFound(Array.from({ length: 500 }, (_, index) => `file-${index}`));
  expect(why).toContain('`file-9` and 490 more');
});

test.each(['aider', 'custom'])('%s is installed by nobody but its user, and no version of it was tested', (agent) => {
  const fixes = [halts.agentMissing(agent, 'm'), halts.agentVersion(agent, 'm'), halts.agentDrift(agent, 'm')];
  expect(fixes.map(({ fix }) => fix).join('\n')).not.toMatch(/pinned|names as tested/);
  expect(halts.agentMissing(agent, 'm').fix).toContain(`the program that \`agent.${agent}\` names`);
});
