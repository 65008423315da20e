import { readFile } from 'node:fs/promises';
import { PitbossError } from '../../base/pitboss-error.js';
import { readDispatchName } from '../first-line.js';
import { chooseAction, parseAgentScript } from './agent-script.js';
import { perform, type Say } from './perform.js';

export interface ScriptAgentInput {
  /** Arguments after the program's own name: `--script FILE`. */
  readonly args: readonly string[];
  readonly prompt: string;
  /** The working tree. */
  readonly root: string;
  readonly say: Say;
  readonly complain: (message: string) => void;
  readonly ignoreSignals: () => void;
}

/** The script agent without its process: returns the exit code; 2 means that it was told something impossible. */
export async function runScriptAgent(input: ScriptAgentInput): Promise<number> {
  try {
    return await follow(input);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    input.complain(message);
    // Said, because what an agent does not tell counts as spent; a script has no model that could have cost anything.
    input.say({ type: 'usage', usd: 0 });
    input.say({ type: 'result', ok: false, message });
    return error instanceof PitbossError ? error.exitCode : 1;
  }
}

async function follow(input: ScriptAgentInput): Promise<number> {
  const [flag, file] = input.args;
  if (flag !== '--script' || !file || input.args.length !== 2) {
    throw misuse('It was started with other arguments.', 'Start it as: script-agent --script FILE < PROMPT');
  }
  const script = parseAgentScript(await readScript(file), file);
  const name = readDispatchName(input.prompt);
  if (!name) {
    throw misuse(
      'The first line of the prompt names no dispatch.',
      'Begin the prompt with a line such as: Pitboss dispatch: role=implementer unit=phase/01 attempt=1',
    );
  }
  const action = chooseAction(script, name);
  if (!action) {
    const dispatch = `role=${name.role} unit=${name.unit} attempt=${name.attempt}`;
    throw misuse(`No step of ${file} matches ${dispatch}.`, 'Add a step for it, or an `otherwise`.');
  }
  if (action.ignore_signals) {
    input.ignoreSignals();
  }
  return await perform(action, name, input);
}

async function readScript(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw misuse(`The script ${file} cannot be read: ${why}.`, 'Check the path.');
  }
}

function misuse(why: string, fix: string): PitbossError {
  return new PitbossError(
    { code: 'script_agent_misuse', what: 'The script agent cannot start.', why, fix },
    { exitCode: 2 },
  );
}
