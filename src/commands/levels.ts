/** What a person may do in a repository, from nothing to everything. */
const LEVELS = ['none', 'read', 'triage', 'write', 'maintain', 'admin'] as const;
export type Level = (typeof LEVELS)[number];

export function atLeast(level: Level, required: Level): boolean {
  return LEVELS.indexOf(level) >= LEVELS.indexOf(required);
}

/**
 * The exact level from GitHub's coarse permission (which decides) and the role's name (which only refines it: a custom role may carry
 * any name, so a name never lifts anyone above the permission).
 */
export function levelOf(permission: 'admin' | 'write' | 'read' | 'none', role: string | null): Level {
  if (permission === 'write') {
    return role === 'maintain' ? 'maintain' : 'write';
  }
  if (permission === 'read') {
    return role === 'triage' ? 'triage' : 'read';
  }
  return permission;
}

/** On a public repository everybody has read, so it means nothing there. */
export function readingLevel(isPrivate: boolean): Level {
  return isPrivate ? 'read' : 'triage';
}
