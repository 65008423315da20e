import { join } from 'node:path';
import type { HookKind } from '../../../grind/rotation.js';
import type { HookRun, SessionStatus } from '../../../grind/session-record.js';
import type { ProgramExit } from '../../../process/program.js';
import { unitFileName } from '../../../run/units/unit-name.js';
import { cleanLine } from '../../tests/clean-line.js';
import type { WorkPorts } from '../../unit.js';
import type { SessionUnit } from '../session-unit.js';
import { hookEnvironment } from './hook-environment.js';
import { hookTranscript } from './hook-transcript.js';

/** What a hook is told of the session: nothing before its agent. */
export interface HookFacts {
  readonly status: SessionStatus | null;
  readonly summary: string | null;
}

export const BEFORE: HookFacts = { status: null, summary: null };

const MAX_LINE_BYTES = 64 * 1024;

/** Runs one hook to its end, or to its time limit. Null where none is configured. */
export async function runHook(
  unit: SessionUnit,
  ports: Pick<WorkPorts, 'run' | 'clock' | 'signal'>,
  kind: HookKind,
  facts: HookFacts,
): Promise<HookRun | null> {
  const command = unit.grind.hooks[kind] ?? '';
  if (command.trim() === '') {
    return null;
  }
  const seconds = unit.config.grind.hook_timeout_secs;
  const at = (): string => new Date(ports.clock.now()).toISOString();
  const file = join(unit.logDir, `${unitFileName(unit.order.unit)}-hooks.log`);
  const transcript = hookTranscript({ file, kind, command, startedAt: at() });
  const { exit } = await ports.run({
    argv: ['sh', '-c', command],
    cwd: unit.dir,
    env: hookEnvironment(unit, facts),
    timeoutMs: seconds * 1000,
    signal: ports.signal,
    marker: unit.order.nonce,
    maxLineBytes: MAX_LINE_BYTES,
    onLine: (stream, line) => transcript.line(stream, cleanLine(line)),
  });
  const outcome = describe(exit, seconds);
  await transcript.close(outcome, at());
  return { kind, success: outcome === 'success', outcome };
}

/** In the original's words. */
function describe(exit: ProgramExit, seconds: number): string {
  switch (exit.kind) {
    case 'exited':
      return exit.code === 0 ? 'success' : `non-zero exit ${exit.code}`;
    case 'signalled':
      return `ended by ${exit.signal}`;
    case 'timeout':
      return `timed out after ${seconds}s`;
    case 'cancelled':
      return 'stopped';
    case 'missing':
      return `spawn failed: ${exit.program} not found`;
    case 'spawn_failed':
      return `spawn failed: ${exit.message}`;
  }
}
