/** What is known of a key of the original's config.toml, beside its name. */
export interface OriginalKey {
  /** Why the original's own value had no effect, where it had none. */
  readonly dead?: string;
  /** What a person should know about a value that is taken over; null for nothing. */
  readonly note?: (value: unknown) => string | null;
}

const PLAIN: OriginalKey = {};
const NEVER_READ: OriginalKey = { dead: 'the original accepted it and never read it' };
const HOOKS: OriginalKey = { dead: 'the original read hooks from rotation files only, never from here' };

const BACKEND_KEYS = ['binary', 'extra_args', 'model'];
const OTHER_BACKENDS = ['codex', 'aider', 'gemini'];

/** Characters that the original handed to the program and that a shell takes for its own. */
const SHELL_CHARACTERS = /[$`"'\\|&;<>(){}*?~#!]/;

/**
 * Every key of the original, one by one; `*` stands for a model's name. They keep their names here, so a key is taken over when our
 * own schema knows it. What the schema does not know is reported as left out.
 */
export const ORIGINAL_KEYS: Readonly<Record<string, OriginalKey>> = {
  'models.planner': PLAIN,
  'models.implementer': PLAIN,
  'models.auditor': PLAIN,
  'models.fixer': PLAIN,
  'retries.fixer_max_attempts': PLAIN,
  'retries.max_phase_attempts': NEVER_READ,
  'audit.enabled': PLAIN,
  'audit.small_fix_line_limit': PLAIN,
  'git.branch_prefix': PLAIN,
  'git.create_pr': {
    note: (value) => (value === false ? 'runs on GitHub will open no pull request; here the default is true' : null),
  },
  'tests.command': {
    note: (value) =>
      typeof value === 'string' && SHELL_CHARACTERS.test(value)
        ? 'a shell reads this line here; the original split it at spaces'
        : null,
  },
  'budgets.max_total_tokens': { note: () => 'tokens read from and written to a cache count here too' },
  'budgets.max_total_usd': PLAIN,
  'budgets.pricing.*': { note: () => 'added to the built-in prices; in the original it replaced all of them' },
  'agent.backend': PLAIN,
  ...Object.fromEntries(BACKEND_KEYS.map((key) => [`agent.claude_code.${key}`, PLAIN])),
  'agent.claude_code.permission_mode': PLAIN,
  ...Object.fromEntries(
    OTHER_BACKENDS.flatMap((name) => [
      ...BACKEND_KEYS.map((key) => [`agent.${name}.${key}`, PLAIN]),
      [`agent.${name}.permission_mode`, NEVER_READ],
    ]),
  ),
  'agent.codex.approval_policy': PLAIN,
  'caveman.enabled': PLAIN,
  'caveman.intensity': PLAIN,
  'grind.prompts_dir': PLAIN,
  'grind.default_rotation': PLAIN,
  'grind.max_parallel': { dead: 'the original read the number from rotation files only' },
  'grind.consecutive_failure_limit': PLAIN,
  'grind.hook_timeout_secs': PLAIN,
  'grind.hook_env_passthrough': PLAIN,
  'grind.transcript_retention': NEVER_READ,
  'grind.budgets.max_iterations': PLAIN,
  'grind.budgets.until': PLAIN,
  'grind.budgets.max_cost_usd': PLAIN,
  'grind.budgets.max_tokens': { note: () => 'tokens read from and written to a cache count here too' },
  'grind.hooks.pre_session': HOOKS,
  'grind.hooks.post_session': HOOKS,
  'grind.hooks.on_failure': HOOKS,
  'sweep.enabled': PLAIN,
  'sweep.trigger_min_items': PLAIN,
  'sweep.trigger_max_items': PLAIN,
  'sweep.max_consecutive': PLAIN,
  'sweep.escalate_after': PLAIN,
  'sweep.audit_enabled': PLAIN,
  'sweep.final_sweep_enabled': PLAIN,
  'sweep.final_sweep_max_iterations': PLAIN,
};

export type Found =
  | { readonly kind: 'key'; readonly key: OriginalKey }
  | { readonly kind: 'section' }
  | { readonly kind: 'unknown' };

/** What a path of the file is to the original. */
export function originalKey(path: readonly string[]): Found {
  const names = path[0] === 'budgets' && path[1] === 'pricing' && path.length === 3 ? [...path.slice(0, 2), '*'] : path;
  const name = names.join('.');
  const key = Object.hasOwn(ORIGINAL_KEYS, name) ? ORIGINAL_KEYS[name] : undefined;
  if (key !== undefined) {
    return { kind: 'key', key };
  }
  const section = Object.keys(ORIGINAL_KEYS).some((known) => known.startsWith(`${name}.`));
  return { kind: section ? 'section' : 'unknown' };
}
