import type { ProgramRequest, RunProgram } from '../../process/program.js';

/** `read-only` is not among them: an agent that can write nothing carries out nothing. A planner gets it by its role. */
export type SandboxMode = 'workspace-write' | 'danger-full-access';

export interface SandboxChoice {
  readonly mode: SandboxMode;
  /** What a person has to know about it; null where there is nothing. */
  readonly note: string | null;
}

const PROBE_MS = 20_000;

/**
 * Whether the CLI's sandbox can run a program here. Where it cannot (user namespaces are forbidden, as in most containers), every
 * command and every edit of the agent would fail, and the CLI would still end well. `unknown`: the CLI itself did not get that far.
 * @param place how the CLI is started here
 */
export async function probeSandbox(
  program: string,
  place: Pick<ProgramRequest, 'cwd' | 'env' | 'marker' | 'signal'>,
  run: RunProgram,
): Promise<'works' | 'forbidden' | 'unknown'> {
  const argv = [program, 'sandbox', '--config', 'sandbox_mode="workspace-write"', '--', 'true'] as const;
  const { exit } = await run({ argv: [...argv], ...place, timeoutMs: PROBE_MS });
  return exit.kind !== 'exited' ? 'unknown' : exit.code === 0 ? 'works' : 'forbidden';
}

/** What `auto` comes to. A program that is missing or stopped is told by the dispatch itself. */
export function chosenSandbox(probed: Awaited<ReturnType<typeof probeSandbox>>): SandboxChoice {
  return probed === 'forbidden' ? WITHOUT : { mode: 'workspace-write', note: null };
}

const WITHOUT: SandboxChoice = {
  mode: 'danger-full-access',
  note: 'codex runs without its sandbox: this machine forbids the user namespaces that it needs, and without them the agent could run and edit nothing. Its commands may read and write whatever this account may. Set `agent.codex.sandbox` to `danger-full-access` where that is meant, or to `workspace-write` to refuse it.',
};
