import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { planText } from '../../run/samples.js';
import { type Sandbox, sandbox } from '../support/sandbox.js';

jest.setTimeout(120_000);

const prompt = (name: string, more = '') => `---\nname: ${name}\ndescription: about ${name}\n${more}---\nDo ${name}.\n`;
const FILES = {
  'a.txt': 'one\n',
  '.github/pitboss.yml': 'agent: { backend: script }\naudit: { enabled: false }\ntests: { command: "true" }\n',
  '.pitboss/grind/prompts/alpha.md': prompt('alpha', 'weight: 2\n'),
  '.pitboss/grind/prompts/bravo.md': prompt('bravo'),
  '.pitboss/agent-script.yml': `
otherwise:
  edits: [{ path: "{unit}.txt", content: "done\\n" }]
  run: ["sh", "-c", "echo did $PITBOSS_PROMPT_NAME > $PITBOSS_SUMMARY_FILE"]
  usage: { input: 10, output: 1, usd: 0.25 }
`,
};

let box: Sandbox;
afterEach(() => box.close());

const idOf = (out: string) => /run (\d{8}T\d{6}Z-[0-9a-f]{6}) /.exec(out)?.[1] ?? '';
const subjects = (branch: string) => box.git('log', '--reverse', '--format=%s', `main..${branch}`).split('\n');

describe('pitboss grind', () => {
  beforeEach(() => {
    box = sandbox(FILES);
  });

  test('works until its budget is spent; a larger one lets it go on where it was, in a dirty tree too', () => {
    box.write({ 'a.txt': 'dirty\n', 'mine.txt': 'untracked\n' });
    const before = box.git('status', '--porcelain=v2', '--branch');
    const ground = box.pitboss('grind', '--max-iterations', '2');
    const id = idOf(ground.out);
    const branch = `pitboss/grind/${id}`;
    expect([ground.code, ground.out.trim().split('\n').at(-1)]).toEqual([
      3,
      `run ${id} BudgetExhausted (max-iterations reached: 2 >= 2): 2 sessions on branch ${branch}`,
    ]);
    expect(ground.err).toContain('[pitboss] grind: BudgetExhausted: max-iterations reached: 2 >= 2\n');

    expect(box.pitboss('status').out).toContain('\nnext pick: alpha (rotation 3)\n');
    const seeded = box.pitboss('grind', '--dry-run', '--resume', id.slice(0, 18), '--max-iterations', '5');
    expect([seeded.code, seeded.err]).toEqual([0, '']);
    expect(seeded.out).toContain(`- resume: ${id}\n\n## Resume\n\n- last_session_seq: 2\n- scheduler_rotation: 2\n`);
    expect(seeded.out).toContain('- tokens: 22 (in 20 / out 2)\n- cost: $0.5000\n');
    expect(seeded.out).toContain('- max_iterations: 5\n');
    expect(seeded.out).toContain('\n 1. alpha\n 2. alpha\n 3. bravo\n');
    expect(box.pitboss('rebuy', '--dry-run').out).toContain('- last_session_seq: 2\n');

    const resumed = box.pitboss('grind', '--resume', id, '--max-iterations', '3');
    expect([resumed.code, resumed.out.trim().split('\n').at(-1)]).toEqual([
      3,
      `run ${id} BudgetExhausted (max-iterations reached: 3 >= 3): 1 session on branch ${branch}`,
    ]);
    expect(resumed.err).toContain(`[pitboss] resuming run ${id}\n`);
    // Without an id the newest is meant, and without a larger budget it stops again at once.
    const again = box.pitboss('grind', '--resume');
    expect([again.code, again.out]).toEqual([3, expect.stringContaining(`run ${id} BudgetExhausted`)]);
    expect(again.out).toContain(': 0 sessions on branch');
    const rebought = box.pitboss('rebuy', '--max-iterations', '4');
    expect([rebought.code, rebought.out]).toEqual([3, expect.stringContaining(': 1 session on branch')]);
    expect(subjects(branch).map((subject) => subject.split(' ').slice(1, 3).join(' '))).toEqual([
      'alpha session-0001',
      'bravo session-0002',
      'alpha session-0003',
      'alpha session-0004',
    ]);
    expect(box.git('status', '--porcelain=v2', '--branch')).toBe(before);
  });

  test('is complete when no prompt has a run left, and cannot be resumed then', () => {
    box.write({
      '.pitboss/grind/prompts/alpha.md': prompt('alpha', 'max_runs: 1\n'),
      '.pitboss/grind/prompts/bravo.md': prompt('bravo', 'max_runs: 0\n'),
    });
    const ground = box.pitboss('grind');
    const id = idOf(ground.out);
    expect([ground.code, ground.out]).toEqual([
      0,
      expect.stringContaining(`run ${id} Completed: 1 session on branch pitboss/grind/${id}\n`),
    ]);
    const refused = box.pitboss('grind', '--resume', id);
    expect([refused.code, refused.err]).toEqual([
      4,
      expect.stringMatching(/^error: grind: Run \S+ is finished\. \[run_over\]/),
    ]);
    // A run that grinds puts nothing off, so it is no run to sweep after.
    box.write({ '.pitboss/play/plan.md': planText(1) });
    expect(box.pitboss('sweep', '--dry-run').out).toBe(
      'nothing to sweep: no item is open in .pitboss/play/deferred.md\n',
    );
  });

  test('remembers its folder of prompts, and refuses to go on with others', () => {
    box.write({ 'mine/charlie.md': prompt('charlie') });
    const ground = box.pitbossIn({ folder: '.github' }, 'grind', '--prompts-dir', '../mine', '--max-iterations', '1');
    expect([ground.code, ground.err]).toEqual([3, expect.stringContaining('session 0001: charlie')]);
    const resumed = box.pitboss('grind', '--resume', '--max-iterations', '2');
    expect([resumed.code, resumed.err]).toEqual([3, expect.stringContaining('session 0002: charlie')]);
    box.write({ 'mine/delta.md': prompt('delta') });
    expect(box.pitboss('grind', '--resume', '--max-iterations', '3')).toMatchObject({
      code: 4,
      err: expect.stringMatching(/\[prompts_changed\]\n {2}Added: delta\.\n/),
    });
  });

  test('fails to start without prompts, and leaves no run behind', () => {
    box.write({ '.pitboss/grind/prompts/alpha.md': 'x', '.pitboss/grind/prompts/bravo.md': 'x' });
    expect(box.pitboss('grind')).toMatchObject({
      code: 4,
      err: expect.stringMatching(/^error: grind: .*\[prompts_missing\]/),
    });
    expect(box.pitboss('status').out).toMatch(/^run: not started/);
  });

  test('fails to start where there is nothing to resume, and where there is no repository', () => {
    for (const words of [['--resume'], ['--resume', '20260101T000000Z-abcdef']]) {
      expect(box.pitboss('grind', ...words)).toMatchObject({ code: 4, err: expect.stringMatching(/^error: grind: /) });
    }
    expect(box.pitbossIn({ folder: '..' }, 'grind')).toMatchObject({
      code: 4,
      err: expect.stringMatching(/^error: grind: [\s\S]*run branch/),
    });
  });
});
