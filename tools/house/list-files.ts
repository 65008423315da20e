import { existsSync, readdirSync } from 'node:fs';

/** Paths of all files below a folder with this ending, sorted; an absent folder has none. */
export function listFiles(folder: string, ending: string): readonly string[] {
  if (!existsSync(folder)) {
    return [];
  }
  return readdirSync(folder, { withFileTypes: true })
    .flatMap((entry) => {
      const path = `${folder}/${entry.name}`;
      if (entry.isDirectory()) {
        return entry.name === 'node_modules' ? [] : listFiles(path, ending);
      }
      return entry.name.endsWith(ending) ? [path] : [];
    })
    .sort();
}
