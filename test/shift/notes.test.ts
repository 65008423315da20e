import { expect, test } from '@jest/globals';
import type { AgentBackend } from '../../src/agents/contract.js';
import { ok } from '../../src/base/result.js';
import type { Config } from '../../src/config/config.js';
import { parseTemplate } from '../../src/prompts/overrides/parse-template.js';
import { shellAgent } from '../work/support.js';
import { READ_ID } from './support.js';
import { open, agent as putsOff, tick } from './sweeping.js';

/** An agent whose prompts are kept; `meanwhile` happens while it is being started. */
function listener(backend: AgentBackend, meanwhile: (prompt: string) => Promise<unknown>) {
  const prompts: string[] = [];
  const agent: AgentBackend = {
    ...backend,
    async prepare(request) {
      prompts.push(request.prompt);
      await meanwhile(request.prompt);
      return backend.prepare(request);
    },
  };
  return { agent, prompts };
}

const first = (prompt: string) => prompt.split('\n')[0]?.replace(/^.*role=(\w+) unit=(\S+) .*$/, '$1 $2') ?? '';
const testedBy =
  (command: string) =>
  (config: Config): Config => ({ ...config, tests: { ...config.tests, command, baseline: 'ignore' } });

test('a note that comes while an agent works is shown to the next one, the fixer of the same phase, and to all that follow', async () => {
  const scene = await open({ phases: 2 });
  const backend = shellAgent({ implementer: `${READ_ID}; echo "$id" > "$id.txt"`, fixer: 'echo ok > ok.txt' });
  const { agent, prompts } = listener(backend, async (prompt) => {
    if (prompt.includes('role=implementer unit=phase/01')) {
      await scene.command('note', { note: { text: 'Use tabs.' } });
    }
  });
  await scene.shift({ agent, config: testedBy('test -e ok.txt') });
  expect(prompts.map((prompt) => [first(prompt), prompt.includes('Use tabs.')])).toEqual([
    ['implementer phase/01', false],
    ['fixer phase/01', true],
    ['implementer phase/02', true],
  ]);
  const { status, notes, applied_triggers: applied } = await scene.record();
  expect(status).toBe('finished');
  expect(notes).toMatchObject([{ by: 'ada', text: 'Use tabs.', shown: ['phase/01', 'phase/02'] }]);
  expect(new Set(applied).size).toBe(applied.length);
});

test('notes outlive a halt, a rebuy and another machine', async () => {
  const scene = await open({ phases: 1 });
  const broken = listener(shellAgent({ implementer: 'echo 1 > 01.txt' }), async () => {});
  await scene.command('note', { note: { text: 'Use tabs.' } });
  await scene.shift({ agent: broken.agent, config: testedBy('false') });
  expect(broken.prompts[0]).toContain('Use tabs.');
  expect(await scene.record()).toMatchObject({ status: 'halted', notes: [{ shown: ['phase/01'] }] });

  await scene.command('note', { note: { text: 'Mind the gap.' } });
  await scene.command('rebuy');
  const mended = listener(shellAgent({ fixer: 'echo ok > ok.txt' }), async () => {});
  await scene.shift({ agent: mended.agent, config: testedBy('test -e ok.txt') });
  const [prompt = ''] = mended.prompts;
  expect(first(prompt)).toBe('fixer phase/01');
  expect(prompt.indexOf('Use tabs.')).toBeGreaterThan(0);
  expect(prompt.indexOf('Mind the gap.')).toBeGreaterThan(prompt.indexOf('Use tabs.'));
  expect(await scene.record()).toMatchObject({
    status: 'finished',
    notes: [{ text: 'Use tabs.' }, { text: 'Mind the gap.', shown: ['phase/01'] }],
  });
});

test('one that comes after the last agent stands on the record, and no unit has seen it', async () => {
  const scene = await open({ phases: 1 });
  const { agent } = listener(shellAgent({ implementer: 'echo 1 > 01.txt' }), async () => {
    await scene.command('note', { note: { text: 'Too late.' } });
  });
  await scene.shift({ agent });
  expect(await scene.record()).toMatchObject({ status: 'finished', notes: [{ text: 'Too late.', shown: [] }] });
});

test('a fold that comes with a note ends the run, and the note is kept', async () => {
  const scene = await open({ phases: 1 });
  const { agent } = listener(shellAgent({ implementer: 'exec sleep 30' }), async () => {
    await scene.command('note', { note: { text: 'Never mind.' } });
    await scene.command('fold');
  });
  await scene.shift({ agent, pollMs: 20 });
  expect(await scene.record()).toMatchObject({ status: 'folded', notes: [{ text: 'Never mind.' }] });
});

test('the agent of a sweep is told notes too, behind a prompt of the repository’s own', async () => {
  const scene = await open({ phases: 1 });
  const own = parseTemplate('sweep-implementer', 'Our own words.\n\n{items}\n');
  const { agent, prompts } = listener(putsOff(['a'], tick('a')), async (prompt) => {
    if (prompt.includes('unit=phase/01')) {
      await scene.command('note', { note: { text: 'Use tabs.' } });
    }
  });
  const found = own.ok ? { 'sweep-implementer': own.value } : {};
  await scene.shift({ agent, ports: { prompts: async () => ok(found) } });
  const swept = prompts[1] ?? '';
  expect(first(swept)).toBe('implementer sweep/01-1');
  expect(swept).toMatch(/Our own words\.[\s\S]*- \[ \] a[\s\S]*From ada at [\s\S]*Use tabs\./);
  expect(await scene.record()).toMatchObject({ status: 'finished', notes: [{ shown: ['sweep/01-1'] }] });
});
