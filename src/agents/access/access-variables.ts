import { VARIABLES } from './credentials.js';
import type { ModelAccess } from './model-access.js';

/** The variables that tell a program of this provider its key and address, under the names that the provider's own programs read. */
export function accessVariables(access: ModelAccess | undefined): Record<string, string> {
  if (access === undefined) {
    return {};
  }
  const { keys, baseUrl } = VARIABLES[access.provider];
  const name = keys.find(({ kind }) => kind === access.key?.kind)?.name;
  return {
    ...(access.key === null || name === undefined ? {} : { [name]: access.key.value }),
    ...(access.baseUrl === null ? {} : { [baseUrl]: access.baseUrl }),
  };
}
