import { join } from 'node:path';
import { PitbossError } from '../../../base/pitboss-error.js';
import { CONFIG_FILE } from '../../../commands/ports.js';
import { type Config, DEFAULT_CONFIG } from '../../../config/config.js';
import { parseConfig } from '../../../config/parse-config.js';
import type { Terminal } from '../../terminal.js';
import { readUserFile, repositoryRoot } from '../../user-repository.js';

/** Where the commands about prompts work. */
export interface PromptsPlace {
  readonly root: string;
  readonly config: Config['grind'];
  /** Text of the configuration; null without one that can be used. */
  readonly configText: string | null;
}

/** The repository around a folder, else the folder itself: prompts can be looked at without git. What is not as usual is told. */
export async function promptsPlace(terminal: Terminal, cwd: string): Promise<PromptsPlace> {
  const root = await rootOr(cwd, () => {
    terminal.err(`[pitboss] note: this is no git repository; prompts of a project are looked for in ${cwd}`);
    return cwd;
  });
  const read = await readUserFile(root, CONFIG_FILE);
  const text = read.ok ? read.value : null;
  const parsed = parseConfig(text, CONFIG_FILE);
  if (read.ok && parsed.ok) {
    return { root, config: parsed.config.grind, configText: text };
  }
  terminal.err(
    `[pitboss] warning: ${CONFIG_FILE} cannot be used, so nothing of its section grind counts here; \`pitboss doctor\` says why`,
  );
  return { root, config: DEFAULT_CONFIG.grind, configText: null };
}

async function rootOr(cwd: string, otherwise: () => string): Promise<string> {
  try {
    return await repositoryRoot(cwd);
  } catch (error) {
    if (error instanceof PitbossError && ['no_repository', 'git_not_started'].includes(error.code)) {
      return otherwise();
    }
    throw error;
  }
}

/** The folder that takes the place of the usual ones: the one that is named, else the configured one, else none. */
export function onlyFolder(place: PromptsPlace, promptsDir: string | null): string | null {
  const { prompts_dir: configured } = place.config;
  return promptsDir ?? (configured === undefined ? null : join(place.root, configured));
}
