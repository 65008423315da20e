import { CONFIG_FILE } from '../commands/ports.js';
import { parseConfig } from '../config/parse-config.js';
import { problemLine } from '../config/problem.js';
import type { RepositoryApi } from '../github/repository-api.js';
import { halts } from '../run/halts.js';
import type { LoadedConfig } from '../shift/ports.js';

/** Configuration from the default branch, and from nowhere else (I7). */
export async function loadConfig(api: RepositoryApi, defaultBranch: string): Promise<LoadedConfig> {
  const text = await api.file(CONFIG_FILE, defaultBranch);
  const parsed = parseConfig(text, CONFIG_FILE);
  if (!parsed.ok) {
    return { kind: 'invalid', halt: halts.configInvalid(parsed.problems.map(problemLine).join('\n')) };
  }
  return { kind: 'loaded', config: parsed.config, text: text ?? '', warnings: parsed.warnings.map(problemLine) };
}
