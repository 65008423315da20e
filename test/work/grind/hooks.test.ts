import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { Config } from '../../../src/config/config.js';
import { shellAgent } from '../support.js';
import { endedSession, type SessionDone, session } from './support.js';

const agent = shellAgent({ implementer: 'echo done > changed; echo agent >> ../order' });
const FAILS = shellAgent({ implementer: 'exit 5' });

function transcript({ dir }: Pick<SessionDone, 'dir'>): string {
  return readFileSync(join(dir, '../logs/session-0007-lint-hooks.log'), 'utf8');
}

const noting = {
  pre_session: 'echo pre >> ../order',
  post_session: 'echo post "$PITBOSS_SESSION_STATUS" >> ../order',
  on_failure: 'echo failure "$PITBOSS_SESSION_STATUS" >> ../order',
};

describe('hooks', () => {
  test('run once each around a session that goes well, and none for a failure', async () => {
    const done = await endedSession({ agent, facts: { hooks: noting } });
    expect(done.read('../order')).toBe('pre\nagent\npost ok\n');
    expect(done.outcome.hooks).toEqual([
      { kind: 'pre_session', success: true, outcome: 'success' },
      { kind: 'post_session', success: true, outcome: 'success' },
    ]);
    expect(done.told.filter(({ kind }) => kind === 'hook_ran')).toMatchObject([{ seq: 7 }, { seq: 7 }]);
  });

  test('run after a session that failed: first the one for every session', async () => {
    const done = await endedSession({ agent: FAILS, facts: { hooks: noting } });
    expect(done.read('../order')).toBe('pre\npost error\nfailure error\n');
  });

  test('that fail beforehand keep the agent from being started', async () => {
    const done = await endedSession({ agent, facts: { hooks: { ...noting, pre_session: 'exit 3' } } });
    expect(done.outcome).toMatchObject({
      status: 'error',
      code: 'pre_session_failed',
      summary: 'pre_session hook non-zero exit 3',
    });
    expect(done.read('../order')).toBe('post error\nfailure error\n');
    expect(done.result.progress.dispatches).toBe(0);
  });

  test('that fail afterwards change nothing', async () => {
    const done = await endedSession({ agent, facts: { hooks: { post_session: 'exit 3' } } });
    expect(done.outcome).toMatchObject({
      status: 'ok',
      hooks: [{ kind: 'post_session', success: false, outcome: 'non-zero exit 3' }],
    });
  });

  test('that take too long are killed with all that they started, and the transcript says so', async () => {
    const short = (config: Config): Config => ({ ...config, grind: { ...config.grind, hook_timeout_secs: 0.3 } });
    const done = await endedSession({
      agent,
      config: short,
      facts: { hooks: { post_session: 'echo out; echo err >&2; (sleep 60; echo late >> ../late) & sleep 60' } },
    });
    expect(done.outcome.status).toBe('ok');
    expect(transcript(done)).toMatch(
      /^=== pitboss hook: post_session \(cmd: echo out; .*\) \[start 2026-\S+Z\] ===\n[\s\S]*=== pitboss hook: post_session timed out after 0\.3s \[end 2026-\S+Z\] ===\n$/,
    );
    expect(transcript(done)).toContain('\n[hook:post_session] out\n');
    expect(transcript(done)).toContain('\n[hook:post_session:stderr] err\n');
    expect(done.has('../late')).toBe(false);
  });

  test('get what they are to get of the environment, and no key', async () => {
    const passing = (config: Config): Config => ({
      ...config,
      grind: { ...config.grind, hook_env_passthrough: ['WANTED', 'ANTHROPIC_API_KEY'] },
    });
    const hookEnv = {
      PATH: process.env.PATH ?? '',
      HOME: '/home/somebody',
      TMPDIR: '/elsewhere',
      WANTED: 'yes',
      ANTHROPIC_API_KEY: 'sk-secret',
    };
    const done = await endedSession({
      agent: shellAgent({ implementer: 'echo "one\ntwo" > "$PITBOSS_SUMMARY_FILE"; echo > changed' }),
      config: passing,
      facts: { hookEnv, hooks: { pre_session: 'env > ../pre', post_session: 'env > ../post' } },
    });
    const names = (file: string) =>
      done
        .read(file)
        .split('\n')
        .flatMap((line) => /^([A-Z_]+)=/.exec(line)?.[1] ?? [])
        .filter((name) => !['PWD', 'OLDPWD', 'SHLVL', '_', 'PITBOSS_MARKER'].includes(name))
        .sort();
    const always = [
      'HOME',
      'PATH',
      'PITBOSS_PROMPT_NAME',
      'PITBOSS_RUN_ID',
      'PITBOSS_SCRATCHPAD',
      'PITBOSS_SESSION_PROMPT',
      'PITBOSS_SESSION_SEQ',
      'PITBOSS_SKIP_FILE',
      'PITBOSS_SUMMARY_FILE',
      'PITBOSS_WORKTREE',
      'WANTED',
    ];
    expect(names('../pre')).toEqual(always);
    expect(names('../post')).toEqual([...always, 'PITBOSS_SESSION_STATUS', 'PITBOSS_SESSION_SUMMARY'].sort());
    expect(done.read('../post')).toContain('PITBOSS_SESSION_SUMMARY=one\ntwo\n');
  });

  test('do not run after a session that was interrupted', async () => {
    const abort = new AbortController();
    const done = await session({
      agent: shellAgent({ implementer: `echo '{"type":"text","text":"hello"}'; sleep 60` }),
      facts: { hooks: noting },
      ports: { signal: abort.signal, tell: ({ kind }) => (kind === 'agent_text' ? abort.abort('signal') : undefined) },
    });
    expect(done.result).toMatchObject({ kind: 'interruption', reason: 'signal' });
    expect(done.read('../order')).toBe('pre\n');
  });

  test('that change what governs the run halt it', async () => {
    const hooks = { post_session: 'echo worse > .pitboss/grind/prompts/lint.md' };
    const tree = { '.pitboss/grind/prompts/lint.md': 'good\n' };
    const done = await session({ agent, tree, facts: { hooks } });
    expect(done.result).toMatchObject({
      kind: 'refusal',
      halt: { code: 'policy_tampered', what: 'The post_session hook changed files that govern the run.' },
    });
    expect(done.read('.pitboss/grind/prompts/lint.md')).toBe('good\n');
  });

  test('come after the tree was read that lands', async () => {
    const seen: boolean[] = [];
    let read = (): boolean => false;
    await endedSession({
      agent,
      facts: { hooks: { post_session: 'echo > late' } },
      prepare: (dir) => {
        read = () => readFileSync(join(dir, 'changed'), 'utf8') === 'done\n';
      },
      ports: { sealTree: async () => void seen.push(read()) },
    });
    expect(seen).toEqual([true]);
  });
});
