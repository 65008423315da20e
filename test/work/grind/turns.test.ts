import { describe, expect, test } from '@jest/globals';
import type { AgentBackend } from '../../../src/agents/contract.js';
import { shellAgent } from '../support.js';
import { endedSession } from './support.js';

/** An agent that leaves a build running at the end of its first turns: this many of them. */
function leaving(turns: number): AgentBackend {
  const agent = shellAgent({ implementer: 'cat >> ../prompts; echo x >> changed' });
  let left = turns;
  return {
    ...agent,
    reader: (request) => {
      const reader = agent.reader(request);
      left -= 1;
      const leftovers = left >= 0 ? [{ kind: 'running', command: 'npm run build' } as const] : [];
      return { ...reader, finish: (exit) => ({ ...reader.finish(exit), leftovers }) };
    },
  };
}

describe('the turn of a session that ends too early', () => {
  test('is asked for once more, with what it had left running', async () => {
    const done = await endedSession({ agent: leaving(1) });
    expect(done.outcome.status).toBe('ok');
    expect(done.result.progress.dispatches).toBe(2);
    const [, first = '', second = ''] = done.read('../prompts').split('Pitboss dispatch: ');
    expect(first).not.toContain('npm run build');
    expect(second).toMatch(/attempt=2\n[\s\S]*earlier turn[\s\S]*npm run build[\s\S]*\nMend one lint warning\.\n$/);
  });

  test('a second time ends the session', async () => {
    const done = await endedSession({ agent: leaving(2) });
    expect(done.outcome).toMatchObject({ status: 'error', code: 'ended_early' });
  });
});
