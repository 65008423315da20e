import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DispatchRequest } from '../../../src/agents/contract.js';
import type { WireTokens } from '../../../src/agents/forwarder/count/tokens.js';
import { NO_USAGE, totalTokens, type Usage } from '../../../src/run/usage.js';

/** A key that stands nowhere else, so that finding it means that it leaked. */
export const REAL_KEY = 'sk-real-key-of-the-forwarder-checks-0123456789';

/** A dollar for each thousand tokens, whatever they are. */
const PRICE = 1 / 1_000;

export interface Limits {
  readonly maxTokens?: number;
  readonly maxUsd?: number;
  /** Without a forwarder. */
  readonly direct?: boolean;
}

/** What a dispatch needs to go through a forwarder. */
export function through(
  access: Pick<NonNullable<DispatchRequest['access']>, 'provider' | 'baseUrl'>,
  { maxTokens, maxUsd, direct = false }: Limits,
): Pick<DispatchRequest, 'access' | 'forwarder' | 'maxUsd'> {
  const costOf = (_: string, used: WireTokens): number => totalTokens({ ...NO_USAGE, ...used }) * PRICE;
  return {
    access: { ...access, key: { kind: 'api_key', value: REAL_KEY } },
    ...(direct ? {} : { forwarder: { costOf, maxTokens: maxTokens ?? null } }),
    maxUsd: maxUsd ?? 5,
  };
}

export const PROBE = 'sh probe.sh';

/** Looks where an agent's commands can look without leaving their own line of processes: environments, arguments, homes. */
export const PROBE_SCRIPT = `
{
  env
  pid=$$
  while [ -n "$pid" ] && [ "$pid" -gt 1 ]; do
    tr '\\0' '\\n' < /proc/$pid/environ
    tr '\\0' ' ' < /proc/$pid/cmdline
    pid=$(sed -n 's/^PPid:[^0-9]*//p' /proc/$pid/status)
  done
  for home in "$HOME" "$CLAUDE_CONFIG_DIR" "$CODEX_HOME" "$GEMINI_CLI_HOME" ..; do
    test -n "$home" && find "$home" -type f -size -1000k -exec cat {} +
  done
} > seen.txt 2> /dev/null
echo looked
`;

export async function writeProbe(cwd: string): Promise<void> {
  await writeFile(join(cwd, 'probe.sh'), PROBE_SCRIPT);
}

async function found(cwd: string): Promise<boolean> {
  const seen = await readFile(join(cwd, 'seen.txt'), 'latin1');
  assert.match(seen, /PATH=/, 'the probe did not look');
  return seen.includes(REAL_KEY);
}

export async function foundNothing(cwd: string): Promise<void> {
  assert.equal(await found(cwd), false, 'the key is in reach');
}

/** The control: without a forwarder the same probe does find the key. */
export async function foundTheKey(cwd: string): Promise<void> {
  assert.equal(await found(cwd), true, 'the probe finds no key where there is one');
}

export function tokens({ input, cached_input, cache_write, output }: Usage): readonly number[] {
  return [input, cached_input, cache_write, output];
}
