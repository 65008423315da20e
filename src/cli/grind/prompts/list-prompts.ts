import { resolve } from 'node:path';
import { stableJson } from '../../../base/stable-json.js';
import { discover } from '../../../grind/files/discover.js';
import type { GrindPrompt } from '../../../grind/prompt.js';
import { plural } from '../../../report/format.js';
import { printable } from '../../../report/printable.js';
import type { Setting } from '../../init/init.js';
import { promptsIn } from '../tree-material.js';
import type { LookOptions } from './prompts-commands.js';
import { onlyFolder, promptsPlace } from './prompts-place.js';

const HEADINGS = ['NAME', 'SOURCE', 'WEIGHT', 'EVERY', 'VERIFY', 'PATH'];

/** `pitboss prompts ls`: the prompts that a grind run would find here. Returns the exit code. */
export async function listPrompts({ terminal, places }: Setting, options: LookOptions): Promise<number> {
  const place = await promptsPlace(terminal, places.cwd);
  const named = options.promptsDir === undefined ? null : resolve(places.cwd, options.promptsDir);
  const promptsDir = onlyFolder(place, named);
  const found = await promptsIn({ root: place.root, home: places.env.HOME, promptsDir });
  const { prompts, bad } = discover(found.prompts);
  if (options.json === true) {
    const listed = prompts.map(({ body: _, ...prompt }) => prompt);
    terminal.out(stableJson({ schema: 1, command: 'prompts ls', prompts: listed, faulty: bad.length }).trimEnd());
    return 0;
  }
  for (const line of prompts.length === 0 ? ['no prompts discovered'] : table(prompts)) {
    terminal.out(printable(line));
  }
  if (bad.length > 0) {
    const count = `${plural(bad.length, 'file')} ${bad.length === 1 ? 'has' : 'have'} faults and ${bad.length === 1 ? 'is' : 'are'} not listed`;
    terminal.err(`[pitboss] warning: ${count}; \`pitboss prompts validate\` names them`);
  }
  return 0;
}

function table(prompts: readonly GrindPrompt[]): readonly string[] {
  const rows = prompts.map(({ name, source, weight, every, verify, path }) => [
    name,
    source,
    String(weight),
    String(every),
    verify ? 'yes' : 'no',
    path,
  ]);
  const all = [HEADINGS, ...rows];
  const widths = HEADINGS.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  return all.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}
