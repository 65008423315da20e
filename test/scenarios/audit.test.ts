import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { phaseStep, RED_IF_BROKEN } from './props.js';
import { openStage, type Stage } from './stage.js';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterEach(() => expect(stage.world.github.unknownRoutes).toEqual([]));
afterAll(() => stage.close());

const DEFERRED = '.pitboss/play/deferred.md';
// What the auditor puts off is to be seen as it left it, so nothing works it off.
const AUDITED = {
  audit: { enabled: true, small_fix_line_limit: 2 },
  sweep: { enabled: false },
  tests: { command: RED_IF_BROKEN },
};

describe('a run with an auditor', () => {
  test('lands small fixes with their phase, and shows what was put off and what went too far', async () => {
    const scene = await stage.scene({
      plan: 3,
      config: AUDITED,
      script: {
        steps: [
          phaseStep('01', { edits: [{ path: 'work/fix.txt', content: 'fixed\n' }] }, 'auditor'),
          phaseStep('02', { edits: [{ path: 'work/fix.txt', content: 'a\nb\nc\n' }] }, 'auditor'),
          phaseStep(
            '03',
            { edits: [{ path: DEFERRED, content: '## Deferred items\n\n- [ ] split the parser\n' }] },
            'auditor',
          ),
        ],
      },
    });
    await scene.comment('/pitboss play');
    const record = await scene.untilOver('finished');
    expect(record.attempts).toEqual({ '01': 2, '02': 2, '03': 2 });
    expect(record.audits).toMatchObject({
      'phase/01': { changed_lines: 1, findings: [] },
      'phase/02': { changed_lines: 4, findings: [] },
      'phase/03': { changed_lines: 0, findings: ['split the parser'] },
    });
    expect((await scene.commits(record)).map((commit) => commit.subject)).toEqual([
      '[pitboss] phase 01: Step 01',
      '[pitboss] phase 02: Step 02',
      '[pitboss] phase 03: Step 03',
    ]);
    const [pull] = await scene.pulls();
    expect(pull?.body).toContain(
      '- phase 02: audited: 4 lines changed (more than a small fix of 2 lines: have a look)',
    );
    expect(pull?.body).toMatch(/- phase 03: audited: nothing changed, 1 finding deferred\n {2}- split the parser\n/);
    expect(pull?.body).toMatch(/^\| auditor \| 3 \|/m);
    expect((await scene.comments()).map((each) => each.body).join('\n')).toContain(
      '**Audit:** 3 phases audited · 1 finding deferred · beyond a small fix: phase 02',
    );
  });

  test('halts when the audit breaks the tests; a rebuy lets the fixer at it', async () => {
    const scene = await stage.scene({
      plan: 1,
      config: AUDITED,
      script: {
        steps: [
          phaseStep('01', { edits: [{ path: 'work/more.txt', content: 'broken\n' }] }, 'auditor'),
          phaseStep('01', { edits: [{ path: 'work/more.txt', content: 'mended\n' }] }, 'fixer'),
        ],
      },
    });
    await scene.comment('/pitboss play');
    expect(await scene.untilOver()).toMatchObject({
      status: 'halted',
      halt: { code: 'tests_failed' },
      attempts: { '01': 2 },
    });
    await scene.comment('/pitboss rebuy');
    const record = await scene.untilOver('finished');
    expect(record.attempts).toEqual({ '01': 3 });
    expect(await scene.fileAt(record.branch, 'work/more.txt')).toBe('mended\n');
  });
});

describe('a prompt of the repository', () => {
  test('that cannot be used halts the run with file and line before an agent starts, and can be corrected', async () => {
    const path = '.pitboss/prompts/implementer.md';
    const scene = await stage.scene({
      plan: 1,
      files: { [path]: 'Do it.\n\n{phase_bdy}\n{phase_body}\n{deferred}\n' },
    });
    await scene.comment('/pitboss play');
    const halted = await scene.untilOver();
    expect(halted).toMatchObject({ status: 'halted', halt: { code: 'prompt_invalid' }, usage: { by_role: {} } });
    expect(halted.halt?.why).toMatch(
      /^\.pitboss\/prompts\/implementer\.md:3: error: .*Did you mean `\{phase_body\}`\?/,
    );
    await scene.commitFile(path, 'Do it.\n\n{phase_body}\n{deferred}\n');
    await scene.comment('/pitboss rebuy');
    expect((await scene.untilOver('finished')).usage.by_role.implementer?.dispatches).toBe(1);
  });
});
