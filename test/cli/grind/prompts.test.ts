import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { promptsBox } from './prompts-box.js';

const PROJECT = '.pitboss/grind/prompts';
const prompt = (name: string, more = '') => `---\nname: ${name}\ndescription: d\n${more}---\nDo it.\n`;

let box: ReturnType<typeof promptsBox>;
beforeEach(() => {
  box = promptsBox();
});
afterEach(() => box.close());

test('help lists all three actions', async () => {
  const { code, out } = await box.run('--help');
  expect(code).toBe(0);
  expect(out.filter((line) => /^ {2}\w+ .*\[options\]/.test(line)).map((line) => line.trim().split(' ')[0])).toEqual([
    'ls',
    'validate',
    'new',
  ]);
});

describe('prompts ls', () => {
  test('says so where there is no prompt', async () => {
    expect(await box.run('ls')).toEqual({ code: 0, out: ['no prompts discovered'], err: [] });
  });

  test('prints a table of what a run would find, and counts the files that it would not', async () => {
    box.write(`project/${PROJECT}/a.md`, prompt('lint-sweep', 'weight: 12\nverify: true\n'));
    box.write(`project/${PROJECT}/bad.md`, 'no front matter');
    box.write(`home/${PROJECT}/b.md`, prompt('docs', 'every: 3\n'));
    expect(await box.runIn('deep', { HOME: box.home }, 'ls')).toEqual({
      code: 0,
      out: [
        'NAME        SOURCE   WEIGHT  EVERY  VERIFY  PATH',
        'docs        global   1       3      no      ~/.pitboss/grind/prompts/b.md',
        'lint-sweep  project  12      1      yes     .pitboss/grind/prompts/a.md',
      ],
      err: ['[pitboss] warning: 1 file has faults and is not listed; `pitboss prompts validate` names them'],
    });
  });

  test('looks where grind looks: in the configured folder, or in the one that is named', async () => {
    box.write(`project/${PROJECT}/a.md`, prompt('usual'));
    box.write('project/chores/a.md', prompt('configured'));
    box.write('project/deep/mine/a.md', prompt('named'));
    box.write('project/.github/pitboss.yml', 'grind: {prompts_dir: chores}\n');
    expect((await box.run('ls')).out[1]).toContain('configured  override  1       1      no      chores/a.md');
    const named = await box.runIn('deep', {}, 'ls', '--prompts-dir', 'mine');
    expect(named.out[1]).toContain('named  override  1       1      no      deep/mine/a.md');
  });

  test('prints JSON', async () => {
    box.write(`project/${PROJECT}/a.md`, prompt('lint', 'max_runs: 2\n'));
    const { out } = await box.run('ls', '--json');
    expect(JSON.parse(out.join('\n'))).toMatchObject({
      schema: 1,
      command: 'prompts ls',
      faulty: 0,
      prompts: [{ name: 'lint', source: 'project', weight: 1, max_runs: 2, path: `${PROJECT}/a.md` }],
    });
  });

  test('outside a repository it looks in the folder it stands in, and says so', async () => {
    const bare = promptsBox({ repository: false });
    bare.write(`project/${PROJECT}/a.md`, prompt('lint'));
    const { code, out, err } = await bare.run('ls');
    bare.close();
    expect([code, out[1]]).toEqual([0, `lint  project  1       1      no      ${PROJECT}/a.md`]);
    expect(err).toEqual([
      `[pitboss] note: this is no git repository; prompts of a project are looked for in ${bare.project}`,
    ]);
  });
});

describe('prompts validate', () => {
  test('finds nothing wrong where there is nothing', async () => {
    expect(await box.run('validate')).toEqual({ code: 0, out: ['0 prompt(s) ok, 0 error(s)'], err: [] });
  });

  test('names every fault of every prompt and rotation at once, and fails', async () => {
    box.write(`project/${PROJECT}/good.md`, prompt('good'));
    box.write(`project/${PROJECT}/a.md`, prompt('A', 'weight: 0\n'));
    box.write(`project/${PROJECT}/b.md`, 'x');
    box.write('project/.pitboss/grind/rotations/n.yml', 'prompts:\n  - name: goood\nmax_parallel: 0\n');
    box.write('project/.pitboss/grind/rotations/m.toml', 'max_parallel = 0\n');
    box.write('project/.pitboss/grind/rotations/ok.yml', 'prompts: [{name: good}]\nbudgets: {max_cost_usd: 1}\n');
    const { code, out, err } = await box.run('validate');
    expect([code, out]).toEqual([1, ['1 prompt(s) ok, 1 rotation(s) ok, 6 error(s)']]);
    expect(err.map((line) => line.split('. ')[0])).toEqual([
      `${PROJECT}/a.md:2: error: name must begin with a lower-case letter or a digit and hold only these, \`-\` and \`_\`, 64 characters at most, and not be \`constructor\``,
      `${PROJECT}/a.md:4: error: weight must be at least 1`,
      `${PROJECT}/b.md:1: error: the file has no front matter`,
      '.pitboss/grind/rotations/m.toml:1: error: max_parallel must be at least 1',
      '.pitboss/grind/rotations/n.yml:2: error: prompts.0.name names `goood`, and there is no such prompt',
      '.pitboss/grind/rotations/n.yml:3: error: max_parallel must be at least 1',
    ]);
  });

  test('holds rotations against the configuration, and the configuration against the rotations', async () => {
    box.write(`project/${PROJECT}/good.md`, prompt('good'));
    box.write('project/.pitboss/grind/rotations/n.yml', 'budgets:\n  max_cost_usd: 9\n');
    const config =
      'grind:\n  default_rotation: nn\n  maximum: {max_cost_usd: 8}\n  schedules:\n    - {cron: x, rotation: n}\n    - {cron: y, rotation: gone}\n';
    box.write('project/.github/pitboss.yml', config);
    expect((await box.run('validate')).err).toEqual([
      expect.stringContaining('rotations/n.yml:2: error: budgets.max_cost_usd is 9, which is beyond grind.maximum'),
      '.github/pitboss.yml:2: error: grind.default_rotation names the rotation `nn`, and no file holds it. Did you mean `n`?',
      '.github/pitboss.yml:6: error: grind.schedules.1.rotation names the rotation `gone`, and no file holds it. Write the file, or take the key out.',
    ]);
  });

  test('a rotation that two files hold is a fault; a prompt defined twice is odd, and no more', async () => {
    box.write(`project/${PROJECT}/a.md`, prompt('twice'));
    box.write(`project/${PROJECT}/b.md`, prompt('twice'));
    expect(await box.run('validate')).toMatchObject({
      code: 0,
      err: [expect.stringContaining('b.md:1: warning: name is')],
    });
    box.write('project/.pitboss/grind/rotations/n.yml', '');
    box.write('project/.pitboss/grind/rotations/n.toml', '');
    const { code, out, err } = await box.run('validate', '--json');
    expect([code, err]).toEqual([1, []]);
    expect(JSON.parse(out.join('\n'))).toMatchObject({
      command: 'prompts validate',
      ok: false,
      prompts: 1,
      rotations: 2,
      errors: 1,
      problems: [{ severity: 'warning' }, { severity: 'error', file: '.pitboss/grind/rotations/n.yml', line: 1 }],
    });
  });
});

describe('prompts new', () => {
  test('writes a prompt that is valid, and refuses to write it again', async () => {
    expect(await box.run('new', 'lint')).toEqual({ code: 0, out: [`created ${PROJECT}/lint.md`], err: [] });
    expect(await box.run('validate')).toEqual({ code: 0, out: ['1 prompt(s) ok, 0 error(s)'], err: [] });
    box.write(`project/${PROJECT}/lint.md`, 'mine');
    const again = await box.run('new', 'lint');
    expect([again.code, again.err[0]]).toEqual([4, `error: ${PROJECT}/lint.md is there already. [prompt_exists]`]);
    expect(box.read(`project/${PROJECT}/lint.md`)).toBe('mine');
  });

  test.each(['7', 'true', 'null', '0x1', '1e3', 'a-b_c'])('can be called %s', async (name) => {
    await box.run('new', name);
    expect(await box.run('validate')).toMatchObject({ code: 0, out: ['1 prompt(s) ok, 0 error(s)'] });
  });

  test('writes below the home folder alone where it is to be for all projects', async () => {
    expect(await box.run('new', 'lint', '--global')).toMatchObject({ code: 0 });
    expect([box.has(`home/${PROJECT}/lint.md`), box.has(`project/${PROJECT}/lint.md`)]).toEqual([true, false]);
    expect((await box.runIn('', { HOME: '' }, 'new', 'x', '--global')).err[0]).toContain('[no_home]');
  });

  test('writes into the folder that is named, or that the configuration names', async () => {
    const named = await box.runIn('deep', {}, 'new', 'lint', '--dir', 'mine');
    expect([named.out, box.has('project/deep/mine/lint.md')]).toEqual([['created mine/lint.md'], true]);
    box.write('project/.github/pitboss.yml', 'grind: {prompts_dir: chores}\n');
    expect((await box.runIn('deep', {}, 'new', 'lint')).out).toEqual(['created chores/lint.md']);
    expect(box.has('project/chores/lint.md')).toBe(true);
    expect(await box.run('new', 'lint', '--dir', 'a', '--global')).toMatchObject({ code: 2 });
  });

  test.each(['Bad', '-x', 'a b', '', '../x', 'a/b', 'ä', 'x'.repeat(65)])('refuses the name %j', async (name) => {
    const { code, err } = await box.run('new', '--dir', '.', '--', name);
    expect([code, err[0]]).toEqual([4, expect.stringContaining('[prompt_name_invalid]')]);
  });

  test('needs a repository for a prompt of the project, and says what else there is', async () => {
    const bare = promptsBox({ repository: false });
    const refused = await bare.run('new', 'lint');
    const elsewhere = await bare.run('new', 'lint', '--dir', '.');
    bare.close();
    expect([refused.code, refused.err[0]]).toEqual([4, expect.stringContaining('[no_repository]')]);
    expect(elsewhere).toMatchObject({ code: 0, out: ['created lint.md'] });
  });
});
