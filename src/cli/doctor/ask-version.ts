import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { VersionRule } from '../../agents/contract.js';
import { type Probed, probeVersion } from '../../agents/version/probe.js';
import { allowedEnvironment } from '../../process/allowed-environment.js';
import type { RunProgram } from '../../process/program.js';
import type { Places } from '../terminal.js';

/** Asks a program for its version as a shift would, in a temporary folder. */
export async function askVersion(
  run: RunProgram,
  rule: Pick<VersionRule, 'argv' | 'read'>,
  env: Places['env'],
): Promise<Probed> {
  const dir = await mkdtemp(join(tmpdir(), 'pitboss-version-'));
  try {
    const marker = `doctor-${randomBytes(8).toString('hex')}`;
    return await probeVersion(run, rule, { dir, env: allowedEnvironment(env, []), marker });
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}
