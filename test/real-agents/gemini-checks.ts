import type { Checks } from './check.js';
import { geminiFailureChecks } from './gemini/failure-checks.js';
import { geminiPrivilegeChecks } from './gemini/privilege-checks.js';
import { geminiStopChecks } from './gemini/stop-checks.js';
import { geminiWorkChecks } from './gemini/work-checks.js';

/** Everything that is checked with the real Gemini CLI against a scripted server. */
export const geminiChecks: Checks = {
  ...geminiWorkChecks,
  ...geminiPrivilegeChecks,
  ...geminiFailureChecks,
  ...geminiStopChecks,
};
