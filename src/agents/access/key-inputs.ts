import { KEY_VARIABLES, keyNamed, VARIABLES } from './credentials.js';
import { PROVIDERS } from './model-access.js';

/** Inputs of the action that carry a model key, and the variable that each stands for. */
export const KEY_INPUTS = {
  'anthropic-api-key': 'ANTHROPIC_API_KEY',
  'claude-code-oauth-token': 'CLAUDE_CODE_OAUTH_TOKEN',
  'openai-api-key': 'OPENAI_API_KEY',
  'gemini-api-key': 'GEMINI_API_KEY',
} as const;

type Environment = Readonly<Record<string, string | undefined>>;

/** The environment with what the inputs say: a provider whose key is an input takes none from elsewhere. */
export function withKeyInputs(
  env: Environment,
  inputs: Readonly<Record<keyof typeof KEY_INPUTS, string>>,
): Environment {
  const given = Object.entries(inputs).flatMap(([name, value]) => {
    const variable = Object.entries(KEY_INPUTS).find(([input]) => input === name)?.[1];
    return variable === undefined || value === '' ? [] : [[variable, value] as const];
  });
  const set = new Set(given.map(([variable]): string => variable));
  const replaced = PROVIDERS.map((provider) => VARIABLES[provider].keys.map(({ name }) => name))
    .filter((names) => names.some((name) => set.has(name)))
    .flat();
  return { ...env, ...Object.fromEntries(replaced.map((name) => [name, undefined])), ...Object.fromEntries(given) };
}

/** Every model key that an environment holds: none of them may ever show. */
export function modelKeysIn(env: Environment): readonly string[] {
  return KEY_VARIABLES.flatMap((name) => keyNamed(env, name) ?? []);
}
