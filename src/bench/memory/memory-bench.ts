import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { PitbossError } from '../../base/pitboss-error.js';
import { type AgentStream, NO_DISPATCH, STREAMS, type StreamKind, streamOf } from '../agents/streams.js';
import type { Bench, BenchOptions, Row } from '../row.js';
import { runChild } from '../run-child.js';
import { withFolder } from '../work-folder.js';

const BYTES = 2 ** 30;
const MEGABYTE = 2 ** 20;
const LIMIT_MB = 120;

interface Kind {
  readonly what: string;
  readonly agent: StreamKind;
  /** Puts out the flood; its end follows. */
  readonly flood: string;
  readonly end: string;
  /** Text events that must arrive, within the part of a sample that is cut off: a reader that loses lines is no measure. */
  readonly texts: { readonly least: number; readonly most: number };
}

/** Our own protocol also floods in the two ways that no protocol foresees. */
async function kinds(project: string): Promise<readonly Kind[]> {
  const streams = await Promise.all(STREAMS.map(async (agent) => streamKind(agent, await streamOf(project, agent))));
  const [own] = streams;
  const none = { least: 0, most: 0 };
  return own === undefined
    ? []
    : [
        ...streams,
        { ...own, what: 'lines of plain text', flood: `yes '${'plain '.repeat(30)}' | head -c ${BYTES}`, texts: none },
        {
          ...own,
          what: 'one line without an end',
          flood: `head -c ${BYTES} /dev/zero | tr '\\0' x`,
          texts: none,
        },
      ];
}

function streamKind(agent: StreamKind, { lines, end }: AgentStream): Kind {
  const sample = lines.join('\n');
  const reader = agent.backend('none').reader(NO_DISPATCH);
  const texts = lines.flatMap((line) => reader.line('stdout', line)).filter(({ kind }) => kind === 'text').length;
  const times = BYTES / (Buffer.byteLength(sample) + 1);
  return {
    what: `the stream of ${agent.name}`,
    agent,
    flood: `yes "$(cat "$(dirname "$0")/sample")" | head -c ${BYTES}`,
    end,
    texts: { least: Math.floor(times) * texts, most: Math.ceil(times) * texts },
  };
}

const resultSchema = z.object({
  kind: z.literal('completed'),
  ms: z.number(),
  texts: z.number(),
  maxRssKilobytes: z.number(),
});

export const memory: Bench = { name: 'memory', title: 'Memory and speed at 1 GB of agent output', run };

async function run({ project, say }: BenchOptions): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (const kind of await kinds(project)) {
    say(`  ${kind.what}`);
    const { ms, texts, maxRssKilobytes } = await flooded(project, kind);
    if (texts < kind.texts.least || texts > kind.texts.most) {
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

function flooded(project: string, { agent, flood, end }: Kind): Promise<z.infer<typeof resultSchema>> {
  return withFolder('memory', async (folder) => {
    const program = join(folder, 'flood.sh');
    await writeFile(join(folder, 'sample'), (await streamOf(project, agent)).lines.join('\n'));
    await writeFile(join(folder, 'end'), `\n${end}\n`);
    await writeFile(program, `#!/bin/bash\n${flood}\ncat "$(dirname "$0")/end"\n`);
    await chmod(program, 0o755);
    return resultSchema.parse(await runChild(project, 'child-flood', folder, program, agent.name));
  });
}

function linesLost({ what, texts }: Kind, arrived: number): PitbossError {
  return new PitbossError({
    code: 'bench_lines_lost',
    what: `Of ${texts.least} texts (${what}), ${arrived} arrived.`,
    why: 'The reader of agent output lost or invented some.',
    fix: 'Run the tests of src/agents and src/process.',
  });
}
