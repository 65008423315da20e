import { describe, expect, test } from '@jest/globals';
import { parse } from 'smol-toml';
import { z } from 'zod';
import { policy, type Reach } from '../../../src/agents/gemini/policy.js';

const schema = z.object({
  rule: z.array(
    z.object({
      toolName: z.union([z.string(), z.array(z.string())]),
      decision: z.enum(['allow', 'deny']),
      priority: z.number(),
      argsPattern: z.string().optional(),
      allowRedirection: z.boolean().optional(),
    }),
  ),
});

/**
 * What the first fitting rule says of one command, without the CLI's own look at chains and redirections; the real CLI is asked in
 * `npm run test:real-agents`.
 */
function decision(
  command: string,
  { reach = 'auto_edit', commands = [] }: { reach?: Reach; commands?: string[] } = {},
) {
  const { rule } = schema.parse(parse(policy(reach, commands)));
  const args = `{\0"command":${JSON.stringify(command)}\0,\0"description":"x"\0}`;
  const [first] = rule
    .filter(({ toolName, argsPattern }) => toolName === 'run_shell_command' && new RegExp(argsPattern ?? '').test(args))
    .sort((a, b) => b.priority - a.priority);
  return first === undefined ? 'none' : first.allowRedirection === true ? 'allow, also redirected' : first.decision;
}

describe('the commands that everyone may run', () => {
  test.each([
    ...[
      'ls',
      'ls -la src',
      'pwd',
      'cat my-dir/a.txt',
      'head -n 5 a',
      'wc -l *.md',
      "grep -rn 'a b' src",
      'cat .gitignore',
    ],
    ...['git status', 'git diff HEAD~1..HEAD -- src', 'git log --oneline -n 5', 'git show HEAD:a.txt', 'git ls-files'],
    ...['mkdir -p a/b', 'touch a', 'rm -r a/b', 'mv package.json.new package.json', 'cp a b'],
  ])('%s', (command) => expect(decision(command)).toBe('allow'));

  test.each([
    ...[
      'ls /etc',
      'cat ../a',
      'cat a/../../b',
      'cat ..',
      'head ~/.netrc',
      'grep -f/etc/passwd .',
      "cat '/etc/passwd'",
      "cat ''/etc",
      'cat .git/config',
    ],
    ...['cat $HOME/x', 'cat "a"', 'ls `id`', 'lsof', 'catch'],
    ...['git push', 'git commit -m x', 'git -C / log', 'git diff --output=x', 'git diff --no-index a b', 'git statusx'],
    ...['rm -rf /', 'rm -rf ..', 'rm -rf .git', 'mv a ~/b', 'cp a /tmp/b', 'ln -s / a', 'rm'],
    ...['env', 'node -e 1', 'curl x', 'sh -c ls', 'find . -delete', 'sort -o a b', 'FOO=1 ls'],
  ])('are not %s', (command) => expect(decision(command)).toBe('none'));
});

describe('a command of the configuration', () => {
  const commands = ['npm test', 'npm run lint && ./check.sh (fast)', '  ', 'x'.repeat(401)];

  test.each([
    ['npm test', 'allow, also redirected'],
    ['npm test -- --grep x', 'allow'],
    ['npm test\nls', 'allow'],
    ['npm test 2>&1', 'allow, also redirected'],
    ['npm test -- a 2>&1 | tail -n 5', 'allow, also redirected'],
    ['npm test > a', 'allow'],
    ['npm test 2>&1 > a', 'allow'],
    ['npm tests', 'none'],
    ['xnpm test', 'none'],
    ['npm  test', 'none'],
    ['npm run lint && ./check.sh (fast)', 'allow, also redirected'],
    ['npm run lint', 'allow'],
    ['./check.sh (fast)', 'allow'],
    ['xcheck.sh (fast)', 'none'],
  ])('%j: %s', (command, expected) => expect(decision(command, { commands })).toBe(expected));

  test('stands in a pattern that the CLI takes: short, and without a quantifier on a group', () => {
    const { rule } = schema.parse(parse(policy('auto_edit', ['a "b" (c)* {d}+ \\e', ...commands])));
    const patterns = rule.flatMap(({ argsPattern }) => argsPattern ?? []);
    expect(patterns.filter((pattern) => pattern.length > 2_048)).toEqual([]);
    expect(patterns.filter((pattern) => /\([^)]*[*+?{].*\)[*+?{]/.test(pattern))).toEqual([]);
    expect(decision('a "b" (c)* {d}+ \\e', { commands: ['a "b" (c)* {d}+ \\e'] })).toBe('allow, also redirected');
  });

  test('is one of fifty at most', () => {
    const many = Array.from({ length: 60 }, (_, index) => `run-${index}.sh`);
    expect([49, 50].map((index) => decision(`run-${index}.sh`, { commands: many }))).toEqual([
      'allow, also redirected',
      'none',
    ]);
  });
});

describe('how far it goes', () => {
  const toolsAllowed = (reach: Reach) =>
    schema
      .parse(parse(policy(reach, ['npm test'])))
      .rule.filter((rule) => rule.decision === 'allow')
      .flatMap(({ toolName }) => toolName);

  test('a reader edits nothing and runs only what reads', () => {
    expect(toolsAllowed('read_only')).not.toContain('write_file');
    const of = (command: string) => decision(command, { reach: 'read_only', commands: ['npm test'] });
    expect([of('ls'), of('git log'), of('rm a'), of('npm test')]).toEqual(['allow', 'allow', 'none', 'none']);
  });

  test('everything is everything', () => {
    expect(decision('curl x > y', { reach: 'yolo' })).toBe('allow, also redirected');
  });

  test.each<Reach>(['read_only', 'auto_edit', 'yolo'])(
    '%s reaches no other host and no other agent by a tool',
    (reach) => {
      const { rule } = schema.parse(parse(policy(reach, [])));
      const denied = rule.filter((each) => each.decision === 'deny').flatMap(({ toolName }) => toolName);
      expect(denied).toEqual(expect.arrayContaining(['web_fetch', 'google_web_search', 'invoke_agent']));
      expect(Math.min(...rule.map(({ priority }) => priority))).toBeGreaterThan(0);
    },
  );
});
