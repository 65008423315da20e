import { describe, expect, test } from '@jest/globals';
import { shellAgent } from '../support.js';
import { endedSession, session } from './support.js';

const WORKS = 'echo done > changed; echo "mended one" > "$PITBOSS_SUMMARY_FILE"';

describe('a session', () => {
  test('that goes well is ok, with what its agent wrote for later ones', async () => {
    const done = await endedSession({ agent: shellAgent({ implementer: WORKS }) });
    expect(done.outcome).toEqual({
      status: 'ok',
      summary: 'mended one',
      code: null,
      metric: null,
      hooks: [],
      changed: true,
      scratchpad: '',
    });
    expect(done.result.progress).toMatchObject({ dispatches: 1, usage: { implementer: { usd: 0.5 } } });
    expect(done.kinds('tests_started', 'tests_skipped')).toEqual([]);
  });

  test('tells its agent who it is and where its files are', async () => {
    const done = await endedSession({
      agent: shellAgent({ implementer: 'env | grep ^PITBOSS_ | sort > ../env; cat > ../prompt' }),
    });
    const { dir } = done;
    expect(done.read('../env').trim().split('\n')).toEqual([
      expect.stringMatching(/^PITBOSS_MARKER=/),
      'PITBOSS_PROMPT_NAME=lint',
      expect.stringMatching(/^PITBOSS_RUN_ID=\d{8}T/),
      `PITBOSS_SCRATCHPAD=${dir}/.pitboss/grind/scratchpad.md`,
      'PITBOSS_SESSION_SEQ=7',
      `PITBOSS_SKIP_FILE=${dir}/.pitboss/skip`,
      `PITBOSS_SUMMARY_FILE=${dir}/.pitboss/grind/summary.txt`,
      `PITBOSS_WORKTREE=${dir}`,
    ]);
    expect(done.read('../prompt')).toMatch(/^Pitboss dispatch: role=implementer unit=session\/0007-lint attempt=1\n/);
    expect(done.read('../prompt')).toMatch(/\nMend one lint warning\.\n$/);
  });

  test('that changes nothing is ok, whatever set-up left, and runs no tests', async () => {
    const done = await endedSession({ agent: shellAgent({ implementer: 'true' }), prompt: { verify: true } });
    expect(done.outcome).toMatchObject({ status: 'ok', changed: false, summary: null });
    expect(done.kinds('tests_started')).toEqual([]);
  });

  test('is not charged with what its first hook left', async () => {
    let noted = false;
    const done = await endedSession({
      agent: shellAgent({ implementer: 'true' }),
      facts: { hooks: { pre_session: 'echo > changed' } },
      ports: {
        noteTree: async () => {
          noted = true;
          return 'f'.repeat(40);
        },
        treeChanged: async () => !noted,
      },
    });
    expect(done.outcome).toMatchObject({ status: 'ok', changed: false });
    expect(done.result.progress.notedTree).toBe('f'.repeat(40));
  });

  test('asks nobody to be terse, and tells what the project asks of agents', async () => {
    const told: string[] = [];
    const agent = shellAgent({ implementer: 'true' });
    const backend: typeof agent = {
      ...agent,
      prepare: (request) => {
        told.push(request.systemPrompt);
        return agent.prepare(request);
      },
    };
    await endedSession({
      agent,
      config: (config) => ({ ...config, caveman: { ...config.caveman, enabled: true } }),
      ports: { agentFor: () => ({ backend, model: 'some-model', instructions: 'Use tabs.' }) },
    });
    expect(told).toEqual(['Use tabs.']);
  });

  test('hands on the scratchpad as it left it, and shows it the one of before', async () => {
    const done = await endedSession({
      agent: shellAgent({ implementer: 'cat > ../prompt; echo "- second" >> "$PITBOSS_SCRATCHPAD"' }),
      facts: { scratchpad: '- first\n' },
    });
    expect(done.outcome.scratchpad).toBe('- first\n- second\n');
    expect(done.read('../prompt')).toContain('\n- first\n');
  });

  test('in which a link took the place of its files has no summary, and its scratchpad is as it was', async () => {
    const done = await endedSession({
      agent: shellAgent({
        implementer: 'cd .pitboss/grind; ln -sf /etc/passwd summary.txt; ln -sf /etc/passwd scratchpad.md',
      }),
      facts: { scratchpad: '- first\n' },
    });
    expect(done.outcome).toMatchObject({ status: 'ok', summary: null, scratchpad: '- first\n' });
  });

  test('whose agent changes a prompt halts the run, and the prompt is as it was', async () => {
    const done = await session({
      agent: shellAgent({
        implementer: 'echo worse > .pitboss/grind/prompts/lint.md; rm .pitboss/grind/rotations/a.yml',
      }),
      tree: { '.pitboss/grind/prompts/lint.md': 'good\n', '.pitboss/grind/rotations/a.yml': 'prompts: []\n' },
    });
    expect(done.result).toMatchObject({
      kind: 'refusal',
      halt: { code: 'policy_tampered', why: expect.stringMatching(/prompts\/lint\.md.*rotations\/a\.yml/) },
    });
    expect(done.read('.pitboss/grind/prompts/lint.md')).toBe('good\n');
    expect(done.has('.pitboss/grind/rotations/a.yml')).toBe(true);
  });
});
