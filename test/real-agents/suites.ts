import type { Suite } from './check.js';
import { claudeChecks } from './claude-checks.js';
import { claudePrivileges } from './claude-privileges.js';
import { codexFailures } from './codex/failure-checks.js';
import { codexWork } from './codex/work-checks.js';
import { claudeForwarder } from './forwarder/claude.js';
import { codexForwarder } from './forwarder/codex.js';
import { geminiForwarder } from './forwarder/gemini.js';
import { geminiChecks } from './gemini-checks.js';
import { poisonChecks } from './poison/checks.js';
import { claudePoison } from './poison/claude.js';
import { codexPoison } from './poison/codex.js';
import { geminiPoison } from './poison/gemini.js';

/** Everything that is checked with the real CLIs. A new table of checks is a new line here. */
export const SUITES: readonly Suite[] = [
  { cli: 'claude-code', checks: claudeChecks },
  { cli: 'claude-code', checks: claudePrivileges },
  { cli: 'claude-code', checks: poisonChecks(claudePoison) },
  { cli: 'codex', checks: codexWork },
  { cli: 'codex', checks: codexFailures },
  { cli: 'claude-code', checks: claudeForwarder },
  { cli: 'codex', checks: codexForwarder },
  { cli: 'codex', checks: poisonChecks(codexPoison) },
  { cli: 'gemini', checks: geminiChecks },
  { cli: 'gemini', checks: geminiForwarder },
  { cli: 'gemini', checks: poisonChecks(geminiPoison) },
];
