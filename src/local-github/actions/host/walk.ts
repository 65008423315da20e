import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** All files below a folder, depth first by name; an unreadable or missing folder has none. */
export function filesBelow(folder: string): readonly string[] {
  try {
    const entries = readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
    return entries.flatMap((entry) => {
      const path = join(folder, entry.name);
      return entry.isDirectory() ? filesBelow(path) : [path];
    });
  } catch {
    return [];
  }
}
