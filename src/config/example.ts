/** The example in docs/configuration.md; a test holds it to the schema. */
export const EXAMPLE = `# .github/pitboss.yml on the default branch. Every key is optional.

tests:
  # A shell line, or a list of program and arguments. Without it, Pitboss finds the usual command itself.
  command: npm test
  # Runs first on every fresh checkout.
  setup: [npm, ci]
  timeout: 900

budgets:
  # No further agent starts once a run has spent this much.
  max_total_usd: 25
  pricing:
    # Prices of your own contract replace the built-in ones, model by model.
    claude-sonnet-4-6:
      input_per_million_usd: 3
      output_per_million_usd: 15
      cached_input_per_million_usd: 0.3

models:
  implementer: claude-sonnet-4-6
  fixer: claude-haiku-4-5

retries:
  fixer_max_attempts: 3

agent:
  backend: claude_code
  claude_code:
    allowed_tools: ["Bash(npm run:*)"]

grind:
  # A run of rotating prompts ends when one of these is used up.
  budgets:
    max_iterations: 20
    max_cost_usd: 10
  # What a rotation or a command may ask for at most.
  maximum:
    max_cost_usd: 50

access:
  # Only maintainers may start, resume or stop a run.
  spend: maintain
`;
