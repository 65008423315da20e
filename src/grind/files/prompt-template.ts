/** A prompt file to begin with: every field at its default, those without one commented out. Only the name is put in. */
export function promptTemplate(name: string): string {
  return `---
name: "${name}"
description: What this prompt is for, in a few words
# Turns compared with the other prompts of the rotation: 2 gets twice as many.
weight: 1
# It may run in every n-th rotation only.
every: 1
# Run the tests after the agent, and the fixer where they fail.
verify: false
# It may work while other prompts work. What they change is merged; keep to files of its own.
parallel_safe: false
# Words for people.
tags: []
# Runs in one grind run. Unset: no limit.
# max_runs: 5
# Longest time of one agent, in seconds. Unset: 1800.
# max_session_seconds: 900
# US dollars that one session may cost. Unset: no cap of its own.
# max_session_cost_usd: 1.5
# A command whose last line is a number; only what improves it is kept.
# metric:
#   command: node scripts/count.mjs
#   goal: min
#   min_improvement: 1
---
Write here what an agent is to do in one session, as you would tell it to a colleague who begins without any memory.

- Say what to look for, and how to choose when there is much of it: one small piece of work for each session goes best.
- Say what done means, and what must stay as it is.
- Say what to do when there is nothing to do: change nothing, and write that into the summary.
`;
}
