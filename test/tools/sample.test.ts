import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { runScriptAgent } from '../../src/agents/script-agent/run-script-agent.js';
import { parseDeferred } from '../../src/documents/deferred.js';

const root = mkdtempSync(join(tmpdir(), 'pitboss-sample-'));
cpSync('examples/demo', root, { recursive: true });
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** Carries out one dispatch of the sample's script, then runs the sample's tests. */
async function dispatch(role: string, unit: string): Promise<'green' | 'red'> {
  const complaints: string[] = [];
  const code = await runScriptAgent({
    args: ['--script', join(root, '.pitboss/agent-script.yml')],
    prompt: `Pitboss dispatch: role=${role} unit=${unit} attempt=1\n`,
    root,
    say: () => undefined,
    complain: (message) => complaints.push(message),
    ignoreSignals: () => undefined,
  });
  expect({ code, complaints }).toEqual({ code: 0, complaints: [] });
  return runTests();
}

function runTests(): 'green' | 'red' {
  const done = spawnSync(process.execPath, ['--test'], {
    cwd: root,
    env: { PATH: process.env.PATH },
    encoding: 'utf8',
  });
  return done.status === 0 ? 'green' : 'red';
}

test('the demo’s script carries its plan out, and needs the fixer once', async () => {
  expect(runTests()).toBe('green');
  expect(await dispatch('implementer', 'phase/01')).toBe('green');
  expect(await dispatch('auditor', 'phase/01')).toBe('green');
  expect(await dispatch('implementer', 'phase/02')).toBe('red');
  expect(await dispatch('fixer', 'phase/02')).toBe('green');
  expect(await dispatch('auditor', 'phase/02')).toBe('green');
  expect(await dispatch('implementer', 'phase/03')).toBe('green');
  mkdirSync(join(root, '.pitboss/play'));
  expect(await dispatch('auditor', 'phase/03')).toBe('green');
  const deferred = parseDeferred(readFileSync(join(root, '.pitboss/play/deferred.md'), 'utf8'));
  expect(deferred).toMatchObject({ ok: true, value: { items: [{ done: false }] } });
});
