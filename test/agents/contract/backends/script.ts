import { scriptAgent } from '../../../../src/agents/script.js';
import { builtScriptAgent, scriptBackend } from '../../dispatching.js';
import type { BackendUnderTest, Played } from '../scenario.js';

const USAGE = 'usage: { input: 10, cached_input: 20, cache_write: 5, output: 51, usd: 0.0123 }';
const fails = (message: string, reason: string, exit = 1) =>
  `otherwise: { ${USAGE}, fail: { message: "${message}", reason: ${reason}, exit: ${exit} } }`;
const failsFree = (message: string, reason: string) =>
  `otherwise: { fail: { message: "${message}", reason: ${reason}, exit: 1 } }`;
const EDITS = 'edits: [{ path: a, content: x }, { path: b, content: y }]';
const GOOD = `otherwise: { output: [At work., All done.], ${EDITS}, ${USAGE} }`;

/** The scripts that bring the scripted agent into each scenario. */
const SCRIPTS: Readonly<Partial<Record<Played, string>>> = {
  success: GOOD,
  final_text: GOOD,
  error: fails('It went wrong.', 'failed', 2),
  quiet_error: fails('It went wrong.', 'failed', 0),
  refusal: fails('I cannot help with this.', 'refused'),
  turn_limit: fails('Reached maximum turns', 'turn_limit'),
  context_limit: fails('Prompt is too long', 'context_limit'),
  budget: fails('Reached maximum budget', 'budget'),
  transient: fails('API Error: 500', 'transient', 2),
  rate_limited: failsFree('429 Too many requests', 'transient'),
  quota: failsFree('No credit left', 'quota'),
  authentication: failsFree('Invalid API key', 'authentication'),
  no_key: failsFree('No API key', 'authentication'),
  offline: failsFree('Unable to connect', 'transient'),
  unsupported: failsFree('unknown option', 'unsupported_version'),
  usage_on_failure: fails('It went wrong.', 'failed'),
  hang: `otherwise: { ${USAGE}, hang: true }`,
  deaf: `otherwise: { ${USAGE}, hang: true, ignore_signals: true }`,
  forks: `otherwise: { ${USAGE}, run: [sh, -c, "setsid sleep 631 > /dev/null 2>&1 &"] }`,
};

const OURS =
  'the program is ours and prints nothing but the protocol; what its reader makes of it is a scenario of `custom`';
const TOLD = { input: 10, cached_input: 20, cache_write: 5, output: 51, usd: 0.0123 };
const NO_TIME = { expected: { retry: undefined }, because: 'a script names a reason and no time' };

let built: ReturnType<typeof builtScriptAgent> | null = null;
function program(): ReturnType<typeof builtScriptAgent> {
  built ??= builtScriptAgent();
  return built;
}

/** The scripted agent, which is its own real program. */
export const scriptUnderTest: BackendUnderTest = {
  name: 'script',
  proof: 'its own program, bundled as in a release',
  backend: async (plays) => await scriptBackend(await program(), SCRIPTS[plays] ?? ''),
  withProgram: (program) => scriptAgent({ scriptFile: '/none', program: [program] }),
  model: 'script',
  usage: TOLD,
  shown: TOLD,
  stopAt: 'usage',
  alwaysEstimated: null,
  sessionId: null,
  version: null,
  notApplicable: {
    version_probe: 'it is a part of this release',
    several_turns: 'it has no turns: a script states one usage',
    cached_and_reasoning: 'a script states each kind of tokens itself, and has no reasoning',
    non_json: OURS,
    unknown_events: OURS,
    drift: OURS,
    silence: OURS,
    truncated: OURS,
    flood: OURS,
    long_line: OURS,
    invalid_utf8: OURS,
    crash: OURS,
    late_crash: OURS,
    signalled: OURS,
    denied: 'nothing is asked for, so nothing is denied',
    record:
      'it asks no model: no key, no address, no system prompt; that the prompt arrives shows in the step that is chosen by it',
  },
  differs: { rate_limited: NO_TIME, quota: NO_TIME },
};
