import { type Config, DEFAULT_CONFIG } from '../../src/config/config.js';
import { type GrindPrompt, type PromptMeta, promptMetaSchema } from '../../src/grind/prompt.js';
import { type GrindMaterial, rotationSchema } from '../../src/grind/rotation.js';

/** What the repository holds when the month begins. `check.sh` is its test. */
export const FILES: Readonly<Record<string, string>> = {
  'README.md': 'A project that is ground every night.\n',
  'check.sh': 'test ! -e broken || { echo "FAIL broken"; exit 1; }\n',
  'score.txt': '100\n',
  'shared.txt': 'first\n',
};

/** Every kind of session there is: what changes, what does not, what fails, what is verified, measured, or worked beside others. */
export const PROMPTS: readonly GrindPrompt[] = [
  prompt('changes', { weight: 2 }),
  prompt('changes-nothing', { every: 3 }),
  prompt('fails', { every: 4 }),
  prompt('verified', { verify: true }),
  prompt('measured', { metric: { command: ['cat', 'score.txt'], goal: 'min', min_improvement: 0 } }),
  prompt('beside-own', { parallel_safe: true }),
  prompt('beside-shared', { parallel_safe: true }),
];

export const ROTATION = 'nightly';

export const MATERIAL: GrindMaterial = {
  prompts: PROMPTS,
  rotation: {
    name: ROTATION,
    ...rotationSchema.parse({ max_parallel: 3, prompts: PROMPTS.map(({ name }) => ({ name })) }),
  },
};

function prompt(name: string, meta: Partial<PromptMeta>): GrindPrompt {
  const checked = promptMetaSchema.parse({ name, description: `The prompt ${name}.`, ...meta });
  const path = `.pitboss/grind/prompts/${name}.md`;
  return { ...checked, body: `Do ${name}.\n`, source: 'project', path, sha256: name.padEnd(64, '0') };
}

/** US dollars of each dispatch. */
const DISPATCH_USD = 0.25;

/**
 * The agent: a shell program that does what its prompt's name says. One in three `verified` sessions breaks the tests, which the fixer
 * mends; one in two `measured` ones makes the number worse.
 */
export const AGENT = `
name="$PITBOSS_PROMPT_NAME"; seq="$PITBOSS_SESSION_SEQ"
if [ "$ROLE" = fixer ]; then
  rm -f broken
else
  case "$name" in
    changes) mkdir -p notes; echo "$PITBOSS_RUN_ID" > "notes/$PITBOSS_RUN_ID-$seq.txt" ;;
    fails) echo half > half.txt; echo 'it does not work' >&2; exit 1 ;;
    verified) echo "$seq" > "verified.txt"; [ $((seq % 3)) -ne 0 ] || echo > broken ;;
    measured) read -r score < score.txt; [ $((seq % 2)) -eq 0 ] && score=$((score - 1)) || score=$((score + 1)); echo "$score" > score.txt ;;
    beside-own) mkdir -p own; echo "$seq" > "own/$PITBOSS_RUN_ID-$seq.txt" ;;
    beside-shared) echo "$PITBOSS_RUN_ID $seq" >> shared.txt ;;
  esac
  echo "$PITBOSS_RUN_ID $seq: $name" >> "$PITBOSS_SCRATCHPAD"
  echo "Session $seq of $name." > "$PITBOSS_SUMMARY_FILE"
fi
echo '{"type":"usage","input":100,"output":10,"usd":${DISPATCH_USD}}'
echo '{"type":"result","ok":true}'
`;

/** Caps that the month really comes near to, and few runs kept, so that old ones are pruned within it. */
export const CONFIG: Config = {
  ...DEFAULT_CONFIG,
  audit: { ...DEFAULT_CONFIG.audit, enabled: false },
  tests: { ...DEFAULT_CONFIG.tests, command: ['sh', 'check.sh'] },
  budgets: { ...DEFAULT_CONFIG.budgets, max_total_usd: 12 },
  limits: { ...DEFAULT_CONFIG.limits, dispatch_usd: 1, day_usd: 14, max_shifts: 40 },
  ledger: { ...DEFAULT_CONFIG.ledger, keep_runs: 12 },
};
