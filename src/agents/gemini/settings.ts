/** Requests of one turn before the CLI gives up, with pauses of about 5 and 10 seconds; its own default waits for minutes. */
const MAX_ATTEMPTS = 3;
/** Model turns of one dispatch: the bound for an agent that goes round in circles faster than its time limit. */
const MAX_TURNS = 300;
/** Seconds for which a command may be silent; the CLI ends it at five minutes otherwise, which a test suite may need. */
const SILENT_COMMAND_S = 1_800;

/**
 * The user settings of a fresh home. They are all there are: `folderTrust` is off so that the CLI does not refuse to start, and a
 * variable makes the folder untrusted all the same (see `geminiCommand`), so that none of the checkout's own settings are read.
 * @param visible names of the variables that the agent's shell may see
 */
export function settings(visible: readonly string[]): object {
  return {
    security: {
      auth: { selectedType: 'gemini-api-key' },
      folderTrust: { enabled: false },
      environmentVariableRedaction: { enabled: true, allowed: visible, blocked: ['GEMINI_API_KEY', 'GOOGLE_API_KEY'] },
    },
    general: {
      enableAutoUpdate: false,
      enableAutoUpdateNotification: false,
      maxAttempts: MAX_ATTEMPTS,
      plan: { enabled: false },
      topicUpdateNarration: false,
    },
    privacy: { usageStatisticsEnabled: false },
    telemetry: { enabled: false },
    advanced: { ignoreLocalEnv: true },
    // A name after an `@` would be looked for in the whole tree.
    context: { fileFiltering: { enableRecursiveFileSearch: false } },
    model: { maxSessionTurns: MAX_TURNS },
    tools: { useRipgrep: false, shell: { enableInteractiveShell: false, inactivityTimeout: SILENT_COMMAND_S } },
    skills: { enabled: false },
    hooksConfig: { enabled: false },
    // Agents of the checkout are looked for wherever folder trust is off.
    experimental: { enableAgents: false },
  };
}
