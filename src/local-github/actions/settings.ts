import type { Settings } from './runs/contexts.js';

export interface WritableSettings extends Settings {
  setSecret(repository: string, name: string, value: string): void;
  setVariable(repository: string, name: string, value: string): void;
}

/** Secrets and variables of repositories; names are upper case, as GitHub stores them. */
export function createSettings(): WritableSettings {
  const secrets = new Map<string, Record<string, string>>();
  const variables = new Map<string, Record<string, string>>();
  return {
    secrets: (repository) => ({ ...secrets.get(repository.toLowerCase()) }),
    variables: (repository) => ({ ...variables.get(repository.toLowerCase()) }),
    setSecret: (repository, name, value) => put(secrets, { repository, name, value }),
    setVariable: (repository, name, value) => put(variables, { repository, name, value }),
  };
}

function put(
  all: Map<string, Record<string, string>>,
  { repository, name, value }: { repository: string; name: string; value: string },
): void {
  const key = repository.toLowerCase();
  all.set(key, { ...all.get(key), [name.toUpperCase()]: value });
}
