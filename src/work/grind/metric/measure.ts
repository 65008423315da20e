import { join } from 'node:path';
import { describeExit } from '../../../agents/output/describe-exit.js';
import type { Metric } from '../../../grind/prompt.js';
import { unitFileName } from '../../../run/units/unit-name.js';
import { governed } from '../../policy/governing.js';
import type { StageEnd } from '../../stage-end.js';
import { cleanLine } from '../../tests/clean-line.js';
import { commandFrom } from '../../tests/detect.js';
import type { WorkPorts } from '../../unit.js';
import type { Worksheet } from '../../worksheet.js';
import type { SessionUnit } from '../session-unit.js';

/** Longest line that is read as a number, in characters. */
const LONGEST_NUMBER = 64;
const MAX_LINE_BYTES = 64 * 1024;
const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;

export type Measured =
  | { readonly kind: 'number'; readonly value: number }
  /** It printed no number, or did not end well: a sentence. */
  | { readonly kind: 'unusable'; readonly why: string }
  | { readonly kind: 'ended'; readonly end: NonNullable<StageEnd> };

interface Measuring {
  readonly metric: Metric;
  readonly when: 'before' | 'after';
}

/** Runs a prompt's metric command, as tests are run: an agent may have written what it starts. */
export async function measure(
  unit: SessionUnit,
  ports: WorkPorts,
  sheet: Worksheet,
  measuring: Measuring,
): Promise<Measured> {
  const ran = await governed({ unit, sheet, by: 'the metric command' }, () => reading(unit, ports, measuring));
  return ran.kind === 'clean' ? ran.value : { kind: 'ended', end: { kind: 'refused', halt: ran.halt } };
}

async function reading(unit: SessionUnit, ports: WorkPorts, { metric, when }: Measuring): Promise<Measured> {
  const command = commandFrom(metric.command, 'metric');
  if (command === null) {
    return { kind: 'unusable', why: 'metric.command is blank.' };
  }
  let last = '';
  const { exit } = await ports.run({
    argv: command.argv,
    cwd: unit.dir,
    env: ports.plainEnv,
    timeoutMs: unit.config.tests.timeout * 1000,
    signal: ports.signal,
    marker: unit.order.nonce,
    logFile: join(unit.logDir, `${unitFileName(unit.order.unit)}-metric-${when}.log`),
    maxLogBytes: unit.config.limits.max_output_mb * 1_048_576,
    maxLineBytes: MAX_LINE_BYTES,
    onLine: (stream, raw) => {
      const line = stream === 'stdout' ? cleanLine(raw).trim() : '';
      last = line === '' ? last : line;
    },
  });
  if (exit.kind === 'cancelled') {
    return { kind: 'ended', end: { kind: 'interrupted' } };
  }
  if (exit.kind !== 'exited' || exit.code !== 0) {
    return { kind: 'unusable', why: `The metric command ${describeExit(exit)}.` };
  }
  return numberIn(last);
}

function numberIn(line: string): Measured {
  const value = line.length <= LONGEST_NUMBER && NUMBER.test(line) ? Number(line) : Number.NaN;
  if (Number.isFinite(value)) {
    return { kind: 'number', value };
  }
  const shown = line === '' ? 'nothing' : `\`${line.slice(0, LONGEST_NUMBER)}\``;
  return { kind: 'unusable', why: `The metric command printed ${shown} where its last line should be a number.` };
}
