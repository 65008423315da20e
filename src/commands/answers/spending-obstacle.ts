import { atLeast, type Level } from '../levels.js';
import { CONFIG_FILE, type ConfigReading } from '../ports.js';
import { foreign } from './foreign-text.js';

/** Why somebody may start or change nothing that costs: the configuration cannot be read, or it asks for more. Null where they may. */
export function spendingObstacle(config: ConfigReading, level: Level): string | null {
  return configObstacle(config) ?? (config.ok && !atLeast(level, config.spend) ? levelText(config.spend, level) : null);
}

/** The problems of a configuration that is not valid; Markdown. */
export function configObstacle(config: ConfigReading): string | null {
  if (config.ok) {
    return null;
  }
  const problems = config.problems.map((problem) => `- ${foreign(problem, 500)}`);
  return [`\`${CONFIG_FILE}\` on the default branch is not valid, so nothing was started:`, '', ...problems].join('\n');
}

/** One line that names what is needed and what there is. */
export function levelText(required: Level, actual: Level): string {
  return `This command needs the permission **${required}** on this repository; you have **${actual}**. A maintainer can write it for you, or give you access.`;
}
