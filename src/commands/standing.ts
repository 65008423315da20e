import { PitbossError } from '../base/pitboss-error.js';
import { type Level, levelOf } from './levels.js';
import type { CommandPorts, ConfigReading } from './ports.js';

/** Where whoever asks stands in the repository. */
export interface KnownStanding {
  readonly kind: 'known';
  readonly private: boolean;
  readonly branch: string;
  readonly permission: string;
  readonly level: Level;
}

export type Standing = KnownStanding | { readonly kind: 'unknown'; readonly error: PitbossError };

/** Asks GitHub. An answer that could not be had is not a permission: it denies. */
export async function standingOf(login: string, ports: CommandPorts): Promise<Standing> {
  try {
    const [repository, permission] = await Promise.all([ports.api.repository(), ports.api.permission(login)]);
    const finer = permission === 'read' && !repository.private ? await ports.api.roleName(login) : null;
    const level = levelOf(permission, finer);
    return { kind: 'known', private: repository.private, branch: repository.defaultBranch, permission, level };
  } catch (error) {
    ports.log.warn({ login, error: String(error) }, 'permission unknown, denied');
    const why = error instanceof PitbossError ? error.why : 'GitHub gave no answer.';
    const what = `The permission of ${login} could not be checked, so nothing was started.`;
    const fix = 'Write the command again in a few minutes.';
    return { kind: 'unknown', error: new PitbossError({ code: 'permission_unknown', what, why, fix }) };
  }
}

/** Whether somebody with write is a maintainer is asked only where the configuration makes a difference of it. */
export async function exactLevel(
  login: string,
  ports: CommandPorts,
  known: { readonly standing: KnownStanding; readonly config: ConfigReading },
): Promise<Level> {
  const { standing, config } = known;
  const matters = config.ok && config.spend === 'maintain' && standing.level === 'write';
  return matters ? levelOf('write', await ports.api.roleName(login)) : standing.level;
}
