import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { git } from '../run-git.js';

/** A bare repository with one commit of `files` text files, forty to a folder. */
export interface Fixture {
  readonly dir: string;
  readonly head: string;
}

const PER_FOLDER = 40;
const LINES = 60;

export async function makeFixture(folder: string, files: number): Promise<Fixture> {
  const source = join(folder, 'source');
  for (let index = 0; index < files; index += 1) {
    const path = join(source, fixturePath(index));
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, `export const value${index} = ${index};\n`.repeat(LINES));
  }
  await git(source, 'init', '--quiet', '--initial-branch=main');
  await git(source, 'add', '-A');
  await git(source, 'commit', '--quiet', '-m', 'Fixture');
  const dir = join(folder, 'fixture.git');
  await git(folder, 'clone', '--quiet', '--bare', source, dir);
  return { dir, head: await git(dir, 'rev-parse', 'main') };
}

export function fixturePath(index: number): string {
  return `src/part-${Math.floor(index / PER_FOLDER)}/module-${index}.ts`;
}

/** A remote of its own for one run, so that no run works on what another left. */
export async function copyFixture(fixture: Fixture, to: string): Promise<void> {
  await git(dirname(fixture.dir), 'clone', '--quiet', '--bare', '--no-hardlinks', fixture.dir, to);
}

/** A plan of `phases` small phases. */
export function planOf(phases: number): string {
  const sections = Array.from({ length: phases }, (_, index) => {
    const id = String(index + 1).padStart(3, '0');
    return `# Phase ${id}: Change module ${index}\n\nAppend a line to three modules.\n\n**Done when:** the tests pass.\n\n`;
  });
  return `---\ncurrent_phase: "001"\n---\n\n${sections.join('')}`;
}
