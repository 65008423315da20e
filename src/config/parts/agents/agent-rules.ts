import type { Config } from '../../config.js';
import { type AgentChoice, agentChoices, NO_MODEL } from './agent-choice.js';

/** A rule between keys that a configuration breaks. */
export interface BrokenRule {
  readonly path: readonly string[];
  /** Completes the sentence "<key> …". */
  readonly message: string;
  readonly suggestion: string | null;
}

/** What the agents that are in use need beyond valid values. Sections of agents that nobody uses are left alone. */
export function agentRules(config: Config): readonly BrokenRule[] {
  const choices = agentChoices(config);
  const uses = (name: string) => choices.some(({ backend }) => backend === name);
  return [...(uses('aider') ? aiderRules(choices) : []), ...(uses('custom') ? customRules(config, choices) : [])];
}

function aiderRules(choices: readonly AgentChoice[]): readonly BrokenRule[] {
  const own = choices.filter(({ backend }) => backend === 'aider');
  if (own.some(({ model }) => model === NO_MODEL)) {
    const message = 'must be set: Aider has no default model';
    return [{ path: ['agent', 'aider', 'model'], message, suggestion: 'For example `anthropic/claude-sonnet-5-5`.' }];
  }
  return [];
}

function customRules({ agent }: Config, choices: readonly AgentChoice[]): readonly BrokenRule[] {
  const { command, prompt, model } = agent.custom;
  if (command === undefined) {
    const message = 'must be set: it is the program that `custom` starts';
    return [
      { path: ['agent', 'custom', 'command'], message, suggestion: 'For example `[my-agent, --model, "{model}"]`.' },
    ];
  }
  const has = (name: string) => command.slice(1).some((argument) => argument.includes(`{${name}}`));
  const unnamed = choices.some(({ backend, model: chosen }) => backend === 'custom' && chosen === 'custom');
  return [
    ...(prompt === 'file' && !has('prompt_file')
      ? [
          {
            path: ['agent', 'custom', 'command'],
            message: 'must have `{prompt_file}` among its arguments, as `prompt` is `file`',
            suggestion: null,
          },
        ]
      : []),
    ...(has('model') && model === undefined && unnamed
      ? [
          {
            path: ['agent', 'custom', 'model'],
            message: 'must be set, as `command` has `{model}`',
            suggestion: null,
          },
        ]
      : []),
  ];
}
