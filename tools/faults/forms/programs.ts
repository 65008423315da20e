import { readdirSync, readFileSync } from 'node:fs';

/** Command lines of programs that Pitboss started below a folder and that still live. */
export function livePrograms(root: string): readonly string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      const read = (name: string) => textOf(`/proc/${pid}/${name}`);
      return read('environ').includes('PITBOSS_MARKER=') && read('cmdline').includes(root) ? [read('cmdline')] : [];
    });
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
