import { getInput } from '@actions/core';

/** Every input of the action. `action.yml` must say the same; a test compares them. Composite actions map each to `INPUT_<NAME>` themselves. */
export const INPUTS = {
  token: {
    description:
      "Token for this repository. The workflow's own is enough for everything but starting CI on the pull request.",
    // biome-ignore lint/suspicious/noTemplateCurlyInString: an expression of GitHub's, not of JavaScript
    default: '${{ github.token }}',
  },
  'app-id': {
    description:
      'Id of the GitHub App to act as. With it and private-key, pushes and the pull request start CI like those of a person.',
    default: '',
  },
  'private-key': {
    description: 'Private key (PEM) of that App. It stays with Pitboss; agents and tests never see it.',
    default: '',
  },
  'anthropic-api-key': {
    description:
      'Key for models of Anthropic. Model keys stay with Pitboss, which forwards requests of agents (agent.forwarder); tests and set-up commands get nothing of them.',
    default: '',
  },
  'claude-code-oauth-token': {
    description: 'In place of anthropic-api-key: the token of a subscription, as `claude setup-token` prints it.',
    default: '',
  },
  'openai-api-key': {
    description: 'Key for models of OpenAI.',
    default: '',
  },
  'gemini-api-key': {
    description: 'Key for Gemini models.',
    default: '',
  },
  task: {
    description:
      'What this job does. Empty: the command or the run that its event names. session: works off one session that the job before handed out. land: lands what the session jobs came to.',
    default: '',
  },
  session: {
    description: 'With task session: the number of the session, one of the output sessions.',
    default: '',
  },
  fleet: {
    description:
      'true where the workflow has the jobs session and land: sessions that may work side by side are then handed out to jobs of their own. Else they work in this job.',
    default: 'false',
  },
  'log-retention-days': {
    description: 'How many days the transcripts of agents and tests are kept as an artifact.',
    default: '14',
  },
} as const;

export type InputName = keyof typeof INPUTS;

/** Every output of the action. */
export const OUTPUTS = {
  'run-id': { description: 'The run that this job worked on; empty when it worked on none.' },
  status: {
    description:
      'How the run stands after this job: running, waiting, halted, finished, folded, or declined when it was not this job’s turn.',
  },
  branch: { description: "The run's branch." },
  sessions: {
    description:
      'Numbers of the sessions that are for jobs of their own now, as a JSON list; empty when there are none.',
  },
  logs: { description: 'Folder with the transcripts of this job; empty when there are none.' },
} as const;

export type OutputName = keyof typeof OUTPUTS;

/** Name of the environment variable that carries an input: composite actions export none by themselves. */
export function inputVariable(name: InputName): string {
  return `INPUT_${name.replaceAll('-', '_').toUpperCase()}`;
}

export function input(name: InputName): string {
  return getInput(name.replaceAll('-', '_'));
}
