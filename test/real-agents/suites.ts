import type { Suite } from './check.js';
import { claudeChecks } from './claude-checks.js';
import { claudePrivileges } from './claude-privileges.js';
import { poisonChecks } from './poison/checks.js';
import { claudePoison } from './poison/claude.js';

/** Everything that is checked with the real CLIs. A new table of checks is a new line here. */
export const SUITES: readonly Suite[] = [
  { cli: 'claude-code', checks: claudeChecks },
  { cli: 'claude-code', checks: claudePrivileges },
  { cli: 'claude-code', checks: poisonChecks(claudePoison) },
];
