import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CODEX_PROGRAM } from '../../agents/codex/command.js';
import { probeSandbox } from '../../agents/codex/sandbox.js';
import type { Config } from '../../config/config.js';
import { backendsInUse } from '../../config/parts/agents/agent-choice.js';
import { allowedEnvironment } from '../../process/allowed-environment.js';
import type { RunProgram } from '../../process/program.js';
import { type Check, good, warning } from './check.js';

/** What `agent.codex.sandbox: auto` comes to on this machine, where Codex is used. A program that does not start is told elsewhere. */
export async function sandboxChecks(
  run: RunProgram,
  env: Readonly<Record<string, string | undefined>>,
  config: Config,
): Promise<readonly Check[]> {
  const { binary, sandbox } = config.agent.codex;
  if (!backendsInUse(config).has('codex') || sandbox !== 'auto') {
    return [];
  }
  const home = await mkdtemp(join(tmpdir(), 'pitboss-sandbox-'));
  try {
    const place = {
      cwd: home,
      env: { ...allowedEnvironment(env, []), HOME: home, CODEX_HOME: home },
      marker: `doctor-${randomBytes(8).toString('hex')}`,
    };
    const probed = await probeSandbox(binary ?? CODEX_PROGRAM, place, run);
    return probed === 'unknown' ? [] : [probed === 'works' ? good('agent_sandbox', WORKS) : FORBIDDEN];
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}

const WORKS = 'codex: its sandbox works on this machine';

const FORBIDDEN = warning('agent_sandbox', {
  what: 'codex would run without its sandbox on this machine.',
  why: 'The sandbox needs user namespaces, which are forbidden here; the commands of the agent may read and write whatever this account may.',
  fix: 'Allow unprivileged user namespaces, or say with `agent.codex.sandbox: danger-full-access` that this is meant.',
});
