import type { WorkPorts } from '../unit.js';

/** Paths that are named to people. */
const MOST = 10;

/** Runs the tests and tells people which files they changed themselves: what they leave is compared, and lands with the unit. */
export async function tellingWritten<T>(
  { files, tell }: Pick<WorkPorts, 'files' | 'tell'>,
  test: () => Promise<T>,
): Promise<T> {
  const before = (await files?.()) ?? null;
  const value = await test();
  const after = before === null ? null : ((await files?.()) ?? null);
  const paths = before === null || after === null ? [] : differing(before, after);
  if (paths.length > 0) {
    const shown = paths.slice(0, MOST).map((path) => `\`${path}\``);
    const more = paths.length > MOST ? ` and ${paths.length - MOST} more` : '';
    tell({
      kind: 'warning',
      message: `running the tests changed ${shown.join(', ')}${more}; that is compared and lands as they left it`,
    });
  }
  return value;
}

function differing(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): readonly string[] {
  const paths = new Set([...before.keys(), ...after.keys()]);
  return [...paths].filter((path) => before.get(path) !== after.get(path)).sort();
}
