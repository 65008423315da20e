import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { claudeCode } from '../../src/agents/claude-code.js';
import type { AgentBackend, OutcomeKind } from '../../src/agents/contract.js';
import { scriptAgent } from '../../src/agents/script.js';
import { builtScriptAgent, dispatchOnce, fakeClaudeBackend, scriptBackend } from './dispatching.js';

/** What every backend must do alike; each entry says how one CLI is brought into that situation. */
interface Situation {
  readonly name: string;
  readonly claude: string;
  readonly script: string;
  readonly kind: OutcomeKind;
  readonly message?: RegExp;
}

const SITUATIONS: readonly Situation[] = [
  {
    name: 'success',
    claude: 'success',
    script: 'otherwise: { output: [All done.] }',
    kind: 'completed',
    message: /^$/,
  },
  {
    name: 'a reported error with its exit code',
    claude: 'error',
    script: 'otherwise: { fail: { message: "API Error: 500", reason: transient, exit: 2 } }',
    kind: 'transient',
    message: /API Error: 500/,
  },
  {
    name: 'a reported error and exit 0',
    claude: 'quiet_error',
    script: 'otherwise: { fail: { message: It went wrong. } }',
    kind: 'failed',
    message: /It went wrong\./,
  },
  {
    name: 'a refusal',
    claude: 'refusal',
    script: 'otherwise: { fail: { message: I cannot help with this., reason: refused, exit: 1 } }',
    kind: 'refused',
    message: /cannot help/,
  },
  {
    name: 'its own budget reached',
    claude: 'budget',
    script: 'otherwise: { fail: { message: Reached maximum budget, reason: budget, exit: 1 } }',
    kind: 'budget',
    message: /maximum budget/,
  },
];

let program: readonly [string, ...string[]];
beforeAll(async () => {
  program = await builtScriptAgent();
});

const BACKENDS: readonly { name: string; in: (situation: Situation) => Promise<AgentBackend> }[] = [
  { name: 'claude-code', in: async (situation) => fakeClaudeBackend(situation.claude) },
  { name: 'script', in: async (situation) => await scriptBackend(program, situation.script) },
];

describe.each(BACKENDS)('$name', (backend) => {
  test.each(SITUATIONS)('$name is $kind', async (situation) => {
    const { outcome } = await dispatchOnce(await backend.in(situation));
    expect(outcome.kind).toBe(situation.kind);
    expect(outcome.message).toMatch(situation.message ?? /./);
    expect(outcome.usage.dispatches).toBe(1);
    expect(outcome.estimated).toBe(false);
    expect(outcome.message.split('\n').length).toBeLessThanOrEqual(2);
  });

  test('final text is what the agent said last', async () => {
    const { outcome, events } = await dispatchOnce(await backend.in(situation('success')));
    expect(outcome.finalText).toBe('All done.');
    expect(events.some((event) => event.kind === 'text')).toBe(true);
    expect(events.some((event) => event.kind === 'usage')).toBe(true);
  });

  test('the log holds every line', async () => {
    const { logFile } = await dispatchOnce(await backend.in(situation('success')));
    expect(await readFile(logFile, 'utf8')).toContain('All done.');
  });

  test('a time limit ends it, whatever it would have said', async () => {
    const hanging = { ...situation('success'), claude: 'hang', script: 'otherwise: { hang: true }' };
    const { outcome } = await dispatchOnce(await backend.in(hanging), { timeoutMs: 300 });
    expect(outcome.kind).toBe('timeout');
    expect(outcome.message).toMatch(/time limit/);
  });

  test('a stop while it works is cancelled, and shown usage is kept', async () => {
    const abort = new AbortController();
    const hanging = {
      ...situation('success'),
      claude: 'hang',
      script: 'otherwise: { usage: { input: 10, output: 51 }, hang: true }',
    };
    const { outcome } = await dispatchOnce(await backend.in(hanging), {
      signal: abort.signal,
      onEvent: (event) => {
        if (event.kind === 'usage') {
          abort.abort();
        }
      },
    });
    expect(outcome.kind).toBe('cancelled');
    expect(outcome.usage).toMatchObject({ input: 10, output: 51, dispatches: 1 });
  });

  test('a stop before the start spends nothing', async () => {
    const { outcome } = await dispatchOnce(await backend.in(situation('success')), { signal: AbortSignal.abort() });
    expect(outcome).toMatchObject({ kind: 'cancelled', usage: { dispatches: 0 }, estimated: false });
  });

  test('a prompt that is too long is refused before the start', async () => {
    const chosen = await backend.in(situation('success'));
    const prompt = `Pitboss dispatch: role=implementer unit=phase/01 attempt=1\n${'x'.repeat(chosen.maxPromptBytes)}`;
    const neverRun = () => Promise.reject(new TypeError('started'));
    const { outcome } = await dispatchOnce(chosen, { prompt }, neverRun);
    expect(outcome).toMatchObject({ kind: 'context_limit', usage: { dispatches: 0 } });
    expect(outcome.message).toContain(String(chosen.maxPromptBytes));
  });

  test('no money left is refused before the start', async () => {
    const neverRun = () => Promise.reject(new TypeError('started'));
    const { outcome } = await dispatchOnce(await backend.in(situation('success')), { maxUsd: 0 }, neverRun);
    expect(outcome.kind).toBe('budget');
  });

  test('a prompt of one MiB arrives', async () => {
    const prompt = `Pitboss dispatch: role=implementer unit=phase/01 attempt=1\n${'x'.repeat(1024 * 1024)}`;
    expect((await dispatchOnce(await backend.in(situation('success')), { prompt })).outcome.kind).toBe('completed');
  });
});

describe('a missing program', () => {
  test.each([
    ['claude-code', claudeCode({ binary: 'pitboss-no-claude' }), 'pitboss-no-claude'],
    ['script', scriptAgent({ scriptFile: '/none', program: ['pitboss-no-node'] }), 'pitboss-no-node'],
  ])('of %s is named and costs nothing', async (_, backend, program) => {
    const { outcome } = await dispatchOnce(backend);
    expect(outcome).toMatchObject({ kind: 'missing_program', estimated: false, usage: { dispatches: 0 } });
    expect(outcome.message).toContain(program);
  });
});

function situation(name: string): Situation {
  const found = SITUATIONS.find((candidate) => candidate.name === name);
  if (!found) {
    throw new TypeError(`no situation ${name}`);
  }
  return found;
}
