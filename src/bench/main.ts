import { readFile, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import { PitbossError } from '../base/pitboss-error.js';
import { dispatchStart } from './agents/dispatch-start.js';
import { forwarding } from './agents/forwarder-bench.js';
import { readers } from './agents/reader-bench.js';
import { CHILDREN } from './children.js';
import { documents } from './documents.js';
import { machineFacts } from './machine.js';
import { memory } from './memory/memory-bench.js';
import { phases } from './phases/phase-bench.js';
import { programStart } from './program-start.js';
import { type Bench, broken, judge } from './row.js';
import { scriptedRun } from './scripted/scripted-bench.js';
import { renderResults, renderTable, type Section, withResults } from './table.js';
import { webhooks } from './webhooks/webhook-bench.js';

const BENCHES: readonly Bench[] = [
  phases,
  documents,
  programStart,
  dispatchStart,
  forwarding,
  webhooks,
  readers,
  memory,
  scriptedRun,
];

interface Options {
  readonly only?: readonly string[];
  readonly full?: boolean;
  readonly check?: boolean;
  readonly write?: string;
}

const project = resolve(fileURLToPath(new URL('..', import.meta.url)));
const say = (line: string): void => void process.stderr.write(`${line}\n`);

function options(): Options {
  return new Command('bench')
    .description(`Measures Pitboss against its targets. Measurements: ${BENCHES.map(({ name }) => name).join(', ')}.`)
    .option('--only <names...>', 'measure only these')
    .option('--full', 'larger samples, and a repository of 4,000 files')
    .option('--check', 'exit with 1 when a target is missed; goals, which belong to the machine, are only shown')
    .option('--write <file>', 'put the results between the markers of this document')
    .parse()
    .opts<Options>();
}

async function bench(chosen: Options): Promise<number> {
  const facts = await machineFacts(project);
  const sections: Section[] = [];
  for (const { name, title, run } of BENCHES.filter((item) => chosen.only?.includes(item.name) ?? true)) {
    say(`» ${name}`);
    const rows = (await run({ project, full: chosen.full === true, say })).map(judge);
    sections.push({ title, rows });
    process.stdout.write(`\n${title}\n\n${renderTable(rows)}\n`);
  }
  if (chosen.write !== undefined) {
    const results = renderResults(facts, sections);
    await writeFile(chosen.write, withResults(await readFile(chosen.write, 'utf8'), results));
  }
  const missed = broken(sections.flatMap(({ rows }) => rows));
  say(missed.length === 0 ? 'All targets are met.' : `${missed.length} target(s) missed:`);
  for (const { what } of missed) {
    say(`  ${what}`);
  }
  return chosen.check === true && missed.length > 0 ? 1 : 0;
}

try {
  const child = CHILDREN[process.argv[2] ?? ''];
  process.exitCode = child === undefined ? await bench(options()) : await child(process.argv.slice(3));
} catch (error) {
  const text = error instanceof PitbossError ? `${error.what}\n  ${error.why}\n  ${error.fix}` : String(error);
  say(`error: ${text}`);
  process.exitCode = 1;
}
