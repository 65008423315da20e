import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { PitbossError } from '../../base/pitboss-error.js';
import type { Bench, BenchOptions, Row } from '../row.js';
import { runChild } from '../run-child.js';
import { withFolder } from '../work-folder.js';

const BYTES = 2 ** 30;
const MEGABYTE = 2 ** 20;
const LIMIT_MB = 120;

const LINE = JSON.stringify({ type: 'text', text: 'x'.repeat(160) });
const END = `printf '\\n%s\\n' '{"type":"result","ok":true}'\n`;

interface Kind {
  readonly what: string;
  readonly program: string;
  /** Text events that must have arrived; a reader that loses lines is no measure. */
  readonly texts: number;
}

const KINDS: readonly Kind[] = [
  {
    what: 'lines of the protocol',
    program: `yes '${LINE}' | head -c ${BYTES}\n${END}`,
    texts: Math.floor(BYTES / (LINE.length + 1)),
  },
  { what: 'lines of plain text', program: `yes '${'plain '.repeat(30)}' | head -c ${BYTES}\n${END}`, texts: 0 },
  { what: 'one line without an end', program: `head -c ${BYTES} /dev/zero | tr '\\0' x\n${END}`, texts: 0 },
];

const resultSchema = z.object({
  kind: z.literal('completed'),
  ms: z.number(),
  texts: z.number(),
  maxRssKilobytes: z.number(),
});

export const memory: Bench = { name: 'memory', title: 'Memory and speed at 1 GB of agent output', run };

async function run({ project, say }: BenchOptions): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (const kind of KINDS) {
    say(`  ${kind.what}`);
    const { ms, texts, maxRssKilobytes } = await flooded(project, kind);
    if (texts !== kind.texts) {
      throw linesLost(kind, texts);
    }
    const seconds = ms / 1000;
    rows.push(
      {
        what: `peak memory, ${kind.what}`,
        unit: 'MB',
        values: [maxRssKilobytes / 1024],
        target: { of: 'max', atMost: LIMIT_MB },
      },
      {
        what: `read, parsed and logged, ${kind.what}`,
        unit: 'MB/s',
        values: [BYTES / MEGABYTE / seconds],
        target: null,
      },
    );
  }
  return rows;
}

function flooded(project: string, kind: Kind): Promise<z.infer<typeof resultSchema>> {
  return withFolder('memory', async (folder) => {
    const program = join(folder, 'flood.sh');
    await writeFile(program, kind.program);
    return resultSchema.parse(await runChild(project, 'child-flood', folder, program));
  });
}

function linesLost({ what, texts }: Kind, arrived: number): PitbossError {
  return new PitbossError({
    code: 'bench_lines_lost',
    what: `Of ${texts} lines (${what}), ${arrived} arrived.`,
    why: 'The reader of agent output lost or invented some.',
    fix: 'Run the tests of src/agents and src/process.',
  });
}
