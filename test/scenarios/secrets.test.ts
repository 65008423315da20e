import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { phaseStep } from './props.js';
import { MODEL_KEY } from './scene.js';
import type { Scene } from './scene-contract.js';
import { openStage, type Stage } from './stage.js';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterEach(() => expect(stage.world.github.unknownRoutes).toEqual([]));
afterAll(() => stage.close());

/** Writes down all that a program of a run can see without stepping out of its own process and tree. */
const PROBE = `
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
const seen = [JSON.stringify(process.env), process.argv.join(' ')];
for (let pid = String(process.pid); pid !== '' && pid !== '0'; ) {
  seen.push(readFileSync('/proc/' + pid + '/cmdline', 'utf8'));
  pid = /^PPid:\\s*(\\d+)$/m.exec(readFileSync('/proc/' + pid + '/status', 'utf8'))?.[1] ?? '';
}
for (const path of readdirSync('.', { recursive: true })) {
  if (statSync(path).isFile()) {
    seen.push(path, readFileSync(path, 'latin1'));
  }
}
const config = ['config', '--list', '--show-origin'];
seen.push(execFileSync('git', config, { encoding: 'utf8' }));
writeFileSync(process.argv[2], seen.join('\\n'));
`;

const PRYING_CLAUDE = fileURLToPath(new URL('../fixtures/agents/prying-claude.mjs', import.meta.url));

/** Claude Code, as it would behave if it were after the key. */
function pryingClaude(args: readonly string[], forwarder: boolean): Readonly<Record<string, unknown>> {
  return { agent: { backend: 'claude_code', forwarder, claude_code: { binary: PRYING_CLAUDE, extra_args: args } } };
}

function shiftOf(scene: Scene): number {
  return scene.jobs().find((job) => job.event === 'workflow_dispatch')?.id ?? 0;
}

describe('what programs of a run can see', () => {
  test('agent, tests and set-up find no byte of a token, of the App or of a model key that the agent does not need', async () => {
    const out = await stage.folder();
    const probe = (name: string): string[] => ['node', 'probe.mjs', join(out, name)];
    const scene = await stage.scene({
      plan: 1,
      files: { 'probe.mjs': PROBE },
      config: { tests: { command: probe('tests'), setup: probe('setup') } },
      script: { steps: [phaseStep('01', { edits: [{ path: 'a.txt', content: 'a\n' }], run: probe('agent') })] },
    });
    await scene.comment('/pitboss play');
    expect(await scene.untilOver()).toMatchObject({ status: 'finished' });
    const { privateKey, webhookSecret } = stage.world.github.app;
    const keyLines = privateKey.split('\n').filter((line) => line.length > 20);
    for (const name of ['agent', 'tests', 'setup']) {
      const seen = await readFile(join(out, name), 'utf8');
      // The probe did look: its own source is in the tree.
      expect(seen).toContain('writeFileSync(process.argv[2]');
      expect(seen).toContain('/proc/');
      // Every token of the local GitHub looks like this; in base64 a git credential begins like that.
      expect(seen).not.toMatch(/gh[a-z]_[0-9A-Za-z]{10}/);
      expect(seen).not.toContain(Buffer.from('x-access-token:').toString('base64').slice(0, 18));
      expect(keyLines.filter((line) => seen.includes(line))).toEqual([]);
      expect(seen).not.toContain(webhookSecret);
      expect(seen).not.toMatch(/"(?:INPUT_|ACTIONS_|GITHUB_TOKEN|GITHUB_OUTPUT|GITHUB_ENV)/);
      expect(seen).not.toContain(MODEL_KEY);
    }
    expect(stage.world.actions.summary(shiftOf(scene))).toContain(
      'running them as a separate user is not part of this version',
    );
  });
});

describe('what an agent that needs the model key can see', () => {
  async function seenBy(forwarder: boolean): Promise<string> {
    const file = join(await stage.folder(), 'seen');
    const scene = await stage.scene({ plan: 1, config: pryingClaude(['--seen', file], forwarder) });
    await scene.comment('/pitboss play');
    expect(await scene.untilOver()).toMatchObject({ status: 'finished' });
    return await readFile(file, 'utf8');
  }

  test('is a stand-in for it and an address of ours: not in its environment, its arguments, its homes or its tree', async () => {
    const seen = await seenBy(true);
    expect(seen).not.toContain(MODEL_KEY);
    expect(seen).not.toContain(Buffer.from(MODEL_KEY).toString('base64').slice(0, 20));
    expect(seen).toMatch(/"ANTHROPIC_API_KEY":"[\w-]{43}"/);
    expect(seen).toMatch(/"ANTHROPIC_BASE_URL":"http:\/\/127\.0\.0\.1:\d+"/);
  });

  test('is the key itself where the forwarder is switched off', async () => {
    expect(await seenBy(false)).toContain(`"ANTHROPIC_API_KEY":"${MODEL_KEY}"`);
  });
});

describe('what programs of a run can do by printing', () => {
  test('workflow commands have no effect on the job', async () => {
    const commands = [
      '::add-mask::landed',
      '::error::boom',
      '::set-output name=status::stolen',
      '::stop-commands::other',
      '##[error]boom',
    ];
    const printing = ['sh', '-c', `printf '%s\\n' '${commands.join("' '")}'`];
    const scene = await stage.scene({
      plan: 1,
      config: { tests: { command: printing } },
      script: {
        steps: [phaseStep('01', { output: commands, edits: [{ path: 'a.txt', content: 'a\n' }], run: printing })],
      },
    });
    await scene.comment('/pitboss play');
    expect(await scene.untilOver()).toMatchObject({ status: 'finished' });
    const { actions } = stage.world;
    const shift = shiftOf(scene);
    const log = actions.log(shift);
    expect(log).toContain('[agent] ::add-mask::landed');
    expect(log).toContain('phase 01 landed');
    expect(actions.run(shift)).toMatchObject({ conclusion: 'success' });
    expect(actions.run(shift)?.annotations.filter((each) => each.message.includes('boom'))).toEqual([]);
  });
});

describe('the artifact', () => {
  /** Name and text of every kept file of the shift. */
  async function kept(scene: Scene): Promise<ReadonlyMap<string, string>> {
    const found = new Map<string, string>();
    for (const artifact of stage.world.actions.artifacts(shiftOf(scene))) {
      for (const file of artifact.files) {
        found.set(file, await readFile(join(artifact.directory, file), 'utf8'));
      }
    }
    return found;
  }

  test('holds the transcripts of agents and tests', async () => {
    const scene = await stage.scene({
      plan: 1,
      config: { tests: { command: 'echo all twelve tests pass' } },
      script: { steps: [phaseStep('01', { output: ['I wrote it.'], edits: [{ path: 'a.txt', content: 'a\n' }] })] },
    });
    await scene.comment('/pitboss play');
    await scene.untilOver();
    const texts = [...(await kept(scene)).values()].join('\n');
    expect(texts).toContain('I wrote it.');
    expect(texts).toContain('all twelve tests pass');
  });

  test('holds no secret that an agent printed, plain or encoded', async () => {
    const scene = await stage.scene({ plan: 2, config: pryingClaude(['--leak', '02'], false) });
    await scene.comment('/pitboss play');
    await scene.untilOver();
    const files = await kept(scene);
    const all = [...files.values()].join('\n');
    expect(all).toContain('An honest line.');
    expect(all).not.toContain(MODEL_KEY);
    expect(all).not.toContain(Buffer.from(MODEL_KEY).toString('base64').slice(0, 20));
    expect([...files.keys()].filter((name) => name.startsWith('phase-02-implementer'))).toEqual([]);
    const { annotations } = stage.world.actions.run(shiftOf(scene)) ?? { annotations: [] };
    expect(annotations.map((each) => each.message)).toEqual([
      expect.stringMatching(/^The transcript phase-02-implementer.* held a secret and is not kept\.$/),
    ]);
    expect(stage.world.actions.log(shiftOf(scene))).not.toContain(MODEL_KEY);
  });
});
