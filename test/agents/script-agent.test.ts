import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { runScriptAgent } from '../../src/agents/script-agent/run-script-agent.js';
import { builtScriptAgent, dispatchOnce, scriptBackend, temporaryFolder } from './dispatching.js';

let program: readonly [string, ...string[]];
beforeAll(async () => {
  program = await builtScriptAgent();
});

function prompt(role: string, unit: string, attempt: number): string {
  return `Pitboss dispatch: role=${role} unit=${unit} attempt=${attempt}\nrest\n`;
}

async function follow(yaml: string, change: Parameters<typeof dispatchOnce>[1] = {}) {
  const result = await dispatchOnce(await scriptBackend(program, yaml), change);
  return { ...result, read: (name: string) => readFileSync(join(result.cwd, name), 'utf8') };
}

test('the example of the documents can be used as it stands', async () => {
  const example = /```yaml\n(.*?)```/s.exec(readFileSync('docs/scripted-agent.md', 'utf8'))?.[1] ?? '';
  const first = await follow(example, { prompt: prompt('implementer', 'phase/01', 1) });
  expect(first.outcome).toMatchObject({ kind: 'completed', usage: { usd: 0.005 } });
  expect(first.read('.pitboss/play/deferred.md')).toBe(
    '## Deferred items\n\n- [ ] say in the README what two is for\n',
  );
  const other = await follow(example, { prompt: prompt('fixer', 'phase/02', 2) });
  expect(other.outcome).toMatchObject({ finalText: 'fixer of phase/02, attempt 2: leaving a note.' });
});

test('a script that cannot be used costs nothing', async () => {
  const { outcome } = await follow('steps: [{ when: { role: nobody } }]');
  expect(outcome).toMatchObject({ kind: 'failed', estimated: false, message: expect.stringContaining('is not valid') });
});

describe('which step is taken', () => {
  const yaml = `
steps:
  - when: { role: implementer, unit: phase/02, attempt: 1 }
    output: [first try]
  - when: { role: implementer, unit: phase/02 }
    output: [later try]
  - when: { role: fixer }
    output: ["fixing {unit}, try {attempt}"]
otherwise:
  output: ["{role} of {unit}"]
`;

  test.each([
    ['implementer', 'phase/02', 1, 'first try'],
    ['implementer', 'phase/02', 2, 'later try'],
    ['fixer', 'phase/03', 4, 'fixing phase/03, try 4'],
    ['planner', 'plan', 1, 'planner of plan'],
  ])('%s %s %d: %s', async (role, unit, attempt, said) => {
    const { outcome } = await follow(yaml, { prompt: prompt(role, unit, attempt) });
    expect(outcome).toMatchObject({ kind: 'completed', finalText: said });
  });
});

describe('what a step does', () => {
  test('it writes, appends, replaces and deletes, in order, and creates folders', async () => {
    const { outcome, events, read, cwd } = await follow(`
otherwise:
  edits:
    - { path: "src/{unit}.txt", content: "one\\n" }
    - { path: "src/{unit}.txt", append: "two $&\\n" }
    - { path: "src/{unit}.txt", replace: { from: one, to: "$1 {attempt}" } }
    - { path: gone.txt, content: x }
    - { path: gone.txt, delete: true }
  usage: { input: 100, output: 5, usd: 0.25 }
`);
    expect(outcome.kind).toBe('completed');
    expect(read('src/phase/01.txt')).toBe('$1 1\ntwo $&\n');
    expect(existsSync(join(cwd, 'gone.txt'))).toBe(false);
    expect(events.filter(({ kind }) => kind === 'tool')).toHaveLength(5);
    expect(outcome.usage).toMatchObject({ input: 100, output: 5, usd: 0.25 });
  });

  test('it runs a command in the tree; the output is log, a bad exit is a failure', async () => {
    const good = await follow('otherwise: { run: [sh, -c, "echo hello; pwd > where"] }');
    expect(good.outcome.kind).toBe('completed');
    expect(good.read('where').trim()).toBe(good.cwd);
    expect(good.events).toContainEqual({ kind: 'log', stream: 'stderr', line: 'hello' });
    const bad = await follow('otherwise: { run: [sh, -c, "exit 3"] }');
    expect(bad.outcome).toMatchObject({ kind: 'failed', message: 'script: sh ended with 3' });
  });

  test('a failure comes after the edits, or before them', async () => {
    const after = await follow('otherwise: { edits: [{ path: a, content: x }], fail: { message: no } }');
    const before = await follow(
      'otherwise: { edits: [{ path: a, content: x }], fail: { message: no, before_edits: true } }',
    );
    expect([after.outcome.kind, existsSync(join(after.cwd, 'a'))]).toEqual(['failed', true]);
    expect([before.outcome.kind, existsSync(join(before.cwd, 'a'))]).toEqual(['failed', false]);
  });

  test('it may ignore signals; then only SIGKILL ends it', async () => {
    const abort = new AbortController();
    const backend = await scriptBackend(program, 'otherwise: { ignore_signals: true, hang: true }');
    const impatient: typeof backend = {
      ...backend,
      prepare: async (request) => ({
        ...(await backend.prepare(request)),
        stop: [{ signal: 'SIGTERM', target: 'group', graceMs: 50 }],
      }),
    };
    const onEvent = () => abort.abort();
    expect((await dispatchOnce(impatient, { signal: abort.signal, onEvent })).outcome.kind).toBe('cancelled');
  });
});

describe('what it refuses, with exit 2 and a reason', () => {
  test.each([
    ['no matching step', 'steps: []', /No step of .* matches role=implementer unit=phase\/01 attempt=1/],
    ['a misspelt field', 'otherwise: { outputs: [x] }', /otherwise: Unrecognized key: "outputs"/],
    ['an unknown role', 'steps: [{ when: { role: boss } }]', /steps\.0\.when\.role/],
    ['text that is no YAML', 'steps: [', /is not valid/],
    ['an edit outside the tree', 'otherwise: { edits: [{ path: ../x, content: y }] }', /leads out of the working tree/],
    [
      'a replacement that finds nothing',
      'otherwise: { edits: [{ path: a, content: x }, { path: a, replace: { from: q, to: r } }] }',
      /not in the file: "q"/,
    ],
  ])('%s', async (_, yaml, message) => {
    const { outcome, logFile } = await follow(yaml);
    expect(outcome.kind).toBe('failed');
    expect(outcome.message).toMatch(/script agent|agent script/);
    expect(readFileSync(logFile, 'utf8')).toMatch(message);
  });

  test('a prompt that names no dispatch, for whoever starts it without us', async () => {
    const script = join(await temporaryFolder(), 'agent.yml');
    writeFileSync(script, 'otherwise: {}');
    const complaints: string[] = [];
    const code = await runScriptAgent({
      args: ['--script', script],
      prompt: 'Do something.\n',
      root: '.',
      say: () => undefined,
      complain: (message) => complaints.push(message),
      ignoreSignals: () => undefined,
    });
    expect([code, complaints.join()]).toEqual([2, expect.stringMatching(/first line of the prompt/)]);
  });

  test('a script that is not there', async () => {
    const folder = await temporaryFolder();
    writeFileSync(join(folder, 'x'), '');
    const backend = await scriptBackend([...program, '--script', join(folder, 'x')] as const, 'otherwise: {}');
    expect((await dispatchOnce(backend)).outcome.message).toMatch(/other arguments/);
  });
});
