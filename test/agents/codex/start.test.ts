import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'smol-toml';
import { z } from 'zod';
import { profileText } from '../../../src/agents/codex/profile.js';
import { codex } from '../../../src/agents/codex.js';
import type { AgentBackend } from '../../../src/agents/contract.js';
import { dispatchOnce, fakeCodexBackend, PROMPT, temporaryFolder } from '../dispatching.js';

const seenSchema = z.object({ args: z.array(z.string()), env: z.record(z.string(), z.string()) });

async function seenBy(backend: AgentBackend, change: Parameters<typeof dispatchOnce>[1] = {}) {
  const access = { provider: 'openai', key: { kind: 'api_key', value: 'secret' }, baseUrl: null } as const;
  const { cwd, events } = await dispatchOnce(backend, { access, env: { PATH: process.env.PATH ?? '' }, ...change });
  return { ...seenSchema.parse(JSON.parse(await readFile(join(cwd, 'seen.json'), 'utf8'))), events };
}

describe('how codex is started', () => {
  test('with its sandbox, nobody to ask, no rules of the checkout, and the prompt on standard input', async () => {
    const { args } = await seenBy(fakeCodexBackend('record'), { model: 'gpt-x' });
    expect(args).toEqual([
      ...['exec', '--json', '--model', 'gpt-x'],
      ...['--sandbox', 'workspace-write', '--config', 'approval_policy="never"'],
      ...['--ignore-rules', '--skip-git-repo-check', '--profile', 'pitboss'],
      ...['--scenario', 'record', '--zone', process.env.TZ ?? ''],
      '-',
    ]);
  });

  test('with the configured sandbox and policy', async () => {
    const options = { sandbox: 'danger-full-access', approval_policy: 'on-request' } as const;
    const { args } = await seenBy(fakeCodexBackend('record', options));
    expect(args.join(' ')).toContain('--sandbox danger-full-access --config approval_policy="on-request"');
  });

  test('to read and nothing else where it plans, if there is a sandbox at all', async () => {
    const sandboxed = await seenBy(fakeCodexBackend('record'), { role: 'planner' });
    expect(sandboxed.args).toEqual(expect.arrayContaining(['--sandbox', 'read-only']));
    const open = await seenBy(fakeCodexBackend('record', { sandbox: 'danger-full-access' }), { role: 'planner' });
    expect(open.args).toEqual(expect.arrayContaining(['--sandbox', 'danger-full-access']));
  });

  test('with folders of its own, and nothing else from us but the given environment', async () => {
    const { env } = await seenBy(fakeCodexBackend('record'));
    expect(Object.keys(env).sort()).toEqual(
      ['CODEX_HOME', 'HOME', 'PATH', 'PITBOSS_CODEX_KEY', 'PITBOSS_MARKER', 'RUST_LOG'].sort(),
    );
    expect(env.PITBOSS_CODEX_KEY).toBe('secret');
    const named = await seenBy(fakeCodexBackend('record'), { env: { PATH: process.env.PATH ?? '', TMPDIR: '/var/x' } });
    expect([env.HOME, env.CODEX_HOME, named.env.TMPDIR].map((path) => path?.split('/scratch/')[1])).toEqual([
      'home',
      'codex',
      'tmp',
    ]);
  });
});

describe('the sandbox on a machine', () => {
  const auto = (scenario: string) => fakeCodexBackend(scenario, { sandbox: 'auto' });

  test('that allows it is used, and nothing is said', async () => {
    const { args, events } = await seenBy(auto('record'));
    expect(args).toEqual(expect.arrayContaining(['--sandbox', 'workspace-write']));
    expect(events.filter(({ kind }) => kind === 'note')).toEqual([]);
  });

  test('that forbids it is not, and a person is told once', async () => {
    const scratchDir = join(await temporaryFolder(), 'scratch');
    await mkdir(scratchDir);
    await writeFile(join(scratchDir, 'forbidden'), '');
    const backend = auto('record');
    const { args, events } = await seenBy(backend, { scratchDir });
    expect(args).toEqual(expect.arrayContaining(['--sandbox', 'danger-full-access']));
    expect(events[0]).toEqual({
      kind: 'note',
      text: expect.stringMatching(/^codex runs without its sandbox: .*agent\.codex\.sandbox/),
    });
    const again = await seenBy(backend, { scratchDir });
    expect(again.args).toEqual(args);
    expect(again.events.filter(({ kind }) => kind === 'note')).toEqual([]);
  });

  test('is looked at once for all dispatches of an agent, and not at all for one that never happens', async () => {
    const probes: (readonly string[])[] = [];
    const backend = codex({ binary: 'codex-x' }, async ({ argv }) => {
      probes.push(argv);
      const bytes = { stdoutBytes: 0, stderrBytes: 0, droppedBytes: 0 };
      return { exit: { kind: 'exited', code: 0 }, ms: 1, ...bytes, strays: 0, leftRunning: [] };
    });
    const request = {
      role: 'implementer',
      ...{ model: 'm', systemPrompt: '', prompt: '', cwd: '/', logFile: '/dev/null' },
      ...{ timeoutMs: 1, maxUsd: null, env: {}, marker: 'm', onEvent: () => {} },
      scratchDir: await temporaryFolder(),
    } as const;
    await backend.prepare({ ...request, signal: AbortSignal.abort() });
    expect(probes).toEqual([]);
    await backend.prepare({ ...request, signal: new AbortController().signal });
    await backend.prepare({ ...request, signal: new AbortController().signal });
    expect(probes).toEqual([['codex-x', 'sandbox', '--config', 'sandbox_mode="workspace-write"', '--', 'true']]);
  });
});

describe('the profile', () => {
  const facts = {
    systemPrompt: '',
    access: undefined,
    tree: '/t "1"',
    writable: ['/s/home', '/s/tmp'],
    network: false,
  };

  test('sends requests to the provider itself where no address is known, with bounded retries', () => {
    const { model_provider, model_providers } = parse(profileText(facts));
    expect(model_provider).toBe('pitboss');
    expect(model_providers).toEqual({
      pitboss: {
        name: 'pitboss',
        base_url: 'https://api.openai.com/v1',
        env_key: 'PITBOSS_CODEX_KEY',
        wire_api: 'responses',
        request_max_retries: 2,
        stream_max_retries: 3,
        stream_idle_timeout_ms: 300_000,
      },
    });
  });

  test('closes what a checkout, a network or another agent could come in by', () => {
    expect(parse(profileText(facts))).toMatchObject({
      check_for_update_on_startup: false,
      web_search: 'disabled',
      project_doc_max_bytes: 0,
      analytics: { enabled: false },
      skills: { include_instructions: false },
      agents: { enabled: false },
      projects: { '/t "1"': { trust_level: 'untrusted' } },
      features: { apps: false, hooks: false, plugins: false, unbounded_connection_retries: false },
      shell_environment_policy: { ignore_default_excludes: false },
      sandbox_workspace_write: { network_access: false, writable_roots: ['/s/home', '/s/tmp'] },
    });
    expect(parse(profileText({ ...facts, network: true }))).toMatchObject({
      sandbox_workspace_write: { network_access: true },
    });
  });

  test.each(['Be "brief".\n\\ Über\t\u007f\u0001 $x', '"""', "'''\r\n# x = 1\n[section]", '\ud800 half'])(
    'carries the system prompt %j as it is',
    (systemPrompt) => {
      const { developer_instructions, model_provider } = parse(profileText({ ...facts, systemPrompt }));
      expect(developer_instructions).toBe(systemPrompt.replace('\ud800', '\ufffd'));
      expect(model_provider).toBe('pitboss');
    },
  );
});

describe('the length of a prompt', () => {
  const backend = fakeCodexBackend('success');
  const neverRun = () => Promise.reject(new TypeError('started'));

  test('is counted in characters, whatever bytes and halves they are made of', async () => {
    const head = PROMPT.replace(/Do the work\.\n$/, '');
    const prompt = head + '😀'.repeat(1_048_576 - head.length);
    expect((await dispatchOnce(backend, { prompt })).outcome.kind).toBe('completed');
    const { outcome } = await dispatchOnce(backend, { prompt: `${prompt}x` }, neverRun);
    expect(outcome).toMatchObject({ kind: 'context_limit', usage: { dispatches: 0 }, estimated: false });
    expect(outcome.message).toBe('The prompt has 1048577 characters, and codex takes at most 1048576.');
  });
});
