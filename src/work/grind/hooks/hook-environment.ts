import { KEY_VARIABLES } from '../../../agents/access/credentials.js';
import { sessionEnvironment } from '../session-environment.js';
import type { SessionUnit } from '../session-unit.js';
import type { HookFacts } from './run-hook.js';

/** What a hook is given of the environment without being asked, as in the original. */
export const HOOK_VARIABLES = ['PATH', 'HOME', 'USER', 'LANG', 'SHELL', 'SSH_AUTH_SOCK'] as const;

/** Longest summary that a hook is handed, in characters: an environment has little room. */
const LONGEST_SUMMARY = 4_000;

/** The whole environment of a hook. A model key is never in it, also where its name was asked for. */
export function hookEnvironment(unit: SessionUnit, { status, summary }: HookFacts): Readonly<Record<string, string>> {
  const keys = new Set(KEY_VARIABLES);
  const wanted = new Set(
    [...HOOK_VARIABLES, ...unit.config.grind.hook_env_passthrough].filter((name) => !keys.has(name)),
  );
  const handed = Object.entries(unit.grind.hookEnv).filter(([name]) => wanted.has(name));
  const ended =
    status === null
      ? {}
      : {
          PITBOSS_SESSION_STATUS: status,
          PITBOSS_SESSION_SUMMARY: (summary ?? '(no summary provided)').slice(0, LONGEST_SUMMARY),
        };
  return {
    PATH: '/usr/bin:/bin',
    ...Object.fromEntries(handed),
    ...sessionEnvironment(unit),
    PITBOSS_SESSION_PROMPT: unit.subject.prompt.name,
    ...ended,
  };
}
