/** Prompts that a repository can replace, with the variables that their text may use. */
export const PROMPTS = {
  implementer: {
    inline: ['phase_id', 'phase_title', 'fixer_max_attempts'],
    block: ['phase_body', 'deferred'],
    required: ['phase_body', 'deferred'],
  },
  fixer: {
    inline: ['phase_id', 'phase_title'],
    block: ['phase_body', 'test_output', 'deferred'],
    required: ['test_output', 'deferred'],
  },
  auditor: {
    inline: ['phase_id', 'phase_title', 'small_fix_line_limit'],
    block: ['phase_body', 'diff', 'deferred'],
    required: ['diff', 'deferred'],
  },
  'sweep-implementer': {
    inline: ['after_phase', 'max_items', 'fixer_max_attempts'],
    block: ['items', 'stale_items'],
    required: ['items'],
  },
  'sweep-fixer': {
    inline: [],
    block: ['test_output', 'deferred'],
    required: ['test_output', 'deferred'],
  },
  'sweep-auditor': {
    inline: ['after_phase', 'small_fix_line_limit'],
    block: ['resolved_items', 'items', 'stale_items', 'diff', 'deferred'],
    required: ['resolved_items', 'diff', 'deferred'],
  },
  planner: {
    inline: [],
    block: ['goal', 'repo_summary'],
    required: ['goal'],
  },
  questioner: {
    inline: ['max_questions'],
    block: ['goal', 'repo_summary'],
    required: ['goal'],
  },
} as const;

export type PromptName = keyof typeof PROMPTS;

/** A variable of any prompt; each prompt hands over the ones in its own row. */
export type VariableName = (typeof PROMPTS)[PromptName]['inline' | 'block'][number];

/** What a prompt hands over: inline values are one line, block values stand on lines of their own and are fenced already. */
export type PromptValues = Readonly<Partial<Record<VariableName, string>>>;

/** Folder of the replaced prompts on the default branch. */
export const PROMPTS_FOLDER = '.pitboss/prompts';

export function promptNames(): readonly PromptName[] {
  return [
    'implementer',
    'fixer',
    'auditor',
    'sweep-implementer',
    'sweep-fixer',
    'sweep-auditor',
    'planner',
    'questioner',
  ];
}

export function variablesOf(name: PromptName): readonly VariableName[] {
  return [...PROMPTS[name].inline, ...PROMPTS[name].block];
}
