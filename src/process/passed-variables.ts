import { allowedEnvironment, isSecretName } from './allowed-environment.js';

/**
 * Variables that the configuration passes on to an agent by name (`pass_env`); the workflow's own credentials are never among them.
 * @param secrets what has to be masked; what is passed on under a name that looks like a secret is added to it
 */
export function passedVariables(
  env: Readonly<Record<string, string | undefined>>,
  secrets: string[],
): (names: readonly string[]) => Readonly<Record<string, string>> {
  return (names) => {
    const asked = new Set(names);
    const passed = Object.entries(allowedEnvironment(env, names)).filter(([name]) => asked.has(name));
    for (const [name, value] of passed) {
      if (isSecretName(name) && value !== '' && !secrets.includes(value)) {
        secrets.push(value);
      }
    }
    return Object.fromEntries(passed);
  };
}
