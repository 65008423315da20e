import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { DEFAULT_CONFIG } from '../../src/config/config.js';
import { parseConfig } from '../../src/config/parse-config.js';
import { parsePlan } from '../../src/documents/plan.js';
import { everything, type Sandbox, sandbox } from './support/sandbox.js';

const FILES = ['.github/pitboss.yml', '.github/workflows/pitboss.yml', '.pitboss/play/plan.md'];

let box: Sandbox;
beforeEach(() => {
  box = sandbox();
});
afterEach(() => box.close());

test('creates every file, says so, and what they hold can be read', () => {
  const { code, out } = box.pitboss('init');
  expect(code).toBe(0);
  expect(out.split('\n').slice(0, 3)).toEqual(FILES.map((path) => `created ${path}`));
  const config = parseConfig(box.read('.github/pitboss.yml'), 'pitboss.yml');
  expect(config).toEqual({ ok: true, config: DEFAULT_CONFIG, warnings: [] });
  expect(parsePlan(box.read('.pitboss/play/plan.md'))).toMatchObject({
    ok: true,
    value: { currentPhase: '01', phases: [{ id: '01', title: 'First phase' }] },
  });
});

test('every setting that the configuration offers in comments is valid and is the default or an example', () => {
  box.pitboss('init');
  const commented = box
    .read('.github/pitboss.yml')
    .replaceAll(/^# ((?: {2})*[a-z_#].*|[a-z_]+:.*)$/gm, (line, text) =>
      /^(?:\s*#|\s*[a-z_]+:)/.test(text) ? text : line,
    );
  expect(commented).toMatch(/^tests:$/m);
  expect(commented).toMatch(/^budgets:$/m);
  expect(parseConfig(commented, 'pitboss.yml')).toMatchObject({ ok: true, warnings: [] });
});

test('the workflow is the example of the documents, byte for byte', () => {
  box.pitboss('init');
  expect(box.read('.github/workflows/pitboss.yml')).toBe(readFileSync('examples/workflow/pitboss.yml', 'utf8'));
});

test('a second time changes nothing and says that everything was kept', () => {
  box.pitboss('init');
  const before = everything(box.repo);
  const { code, out } = box.pitboss('init');
  expect([code, out]).toEqual([0, FILES.map((path) => `kept ${path} (already exists)\n`).join('')]);
  expect(everything(box.repo)).toEqual(before);
});

test('a file that is there survives byte for byte, whatever it holds', () => {
  box.write({ '.pitboss/play/plan.md': 'mine, and no plan\r\n' });
  const { code, out } = box.pitboss('init');
  expect([code, box.read('.pitboss/play/plan.md')]).toEqual([0, 'mine, and no plan\r\n']);
  expect(out).toContain('kept .pitboss/play/plan.md (already exists)');
  expect(out).toContain('created .github/pitboss.yml');
});

test('below the root it writes at the root; a repository without a commit will do', () => {
  box.write({ 'deep/er/x.txt': '' });
  box.git('update-ref', '-d', 'HEAD');
  expect(box.pitbossIn({ folder: 'deep/er' }, 'init')).toMatchObject({ code: 0 });
  expect(box.read('.github/pitboss.yml')).toContain('Configuration of Pitboss');
});

test('a file where a folder has to be is refused before anything is written', () => {
  box.write({ '.pitboss': 'a file\n' });
  const before = everything(box.repo);
  const refused = box.pitboss('init');
  expect([refused.code, refused.err]).toEqual([
    4,
    'error: .pitboss/play/plan.md cannot be created. [init_blocked]\n' +
      '  .pitboss is a file, and has to be a folder.\n' +
      '  Move what stands in the way, or give yourself write access, then run `pitboss init` again.\n',
  ]);
  expect(everything(box.repo)).toEqual(before);
});

test('so is a folder where a file has to be: it must not pass for a configuration that is there', () => {
  box.write({ '.github/pitboss.yml/x': '' });
  expect(box.pitboss('init', '--dry-run')).toMatchObject({ code: 4, err: expect.stringContaining('[init_blocked]') });
});

test("an ignore rule of the original's is pointed out with its line", () => {
  box.write({ '.gitignore': 'dist\n.pitboss/\n' });
  expect(box.pitboss('init').err).toContain('git ignores .pitboss/play/plan.md (.gitignore:2: .pitboss/)');
});

test('a dry run writes nothing; --json has a stable shape', () => {
  box.write({ '.github/pitboss.yml': '# mine\n' });
  const before = everything(box.root);
  const { code, out } = box.pitboss('init', '--dry-run', '--json');
  expect(code).toBe(0);
  expect(JSON.parse(out)).toEqual({
    schema: 1,
    command: 'init',
    dry_run: true,
    files: [
      { path: '.github/pitboss.yml', action: 'kept' },
      { path: '.github/workflows/pitboss.yml', action: 'would_create' },
      { path: '.pitboss/play/plan.md', action: 'would_create' },
    ],
    warnings: [],
    next: expect.arrayContaining([expect.stringContaining('OWNER/pitboss@COMMIT')]),
  });
  expect(everything(box.root)).toEqual(before);
  expect(JSON.parse(box.pitboss('init', '--json').out)).toMatchObject({ dry_run: false });
});

test('outside of a repository it is refused', () => {
  const refused = box.pitbossIn({ folder: '..', env: { GIT_CEILING_DIRECTORIES: '/' } }, 'init');
  expect([refused.code, refused.err]).toEqual([4, expect.stringContaining('[no_repository]')]);
});
