import { type ModelAccess, PROVIDERS, type Provider } from '../access/model-access.js';

/** Short names that Aider itself turns into models of a provider. */
const ALIASES: ReadonlyMap<string, Provider> = new Map([
  ['sonnet', 'anthropic'],
  ['haiku', 'anthropic'],
  ['opus', 'anthropic'],
  ['gemini', 'gemini'],
  ['flash', 'gemini'],
]);

/** Whose key a model needs, by its name as Aider and litellm read it: `anthropic/…`, `gemini/…`, a bare name is OpenAI's. */
export function providerOf(model: string): Provider | null {
  const name = model.trim().toLowerCase();
  const [prefix = ''] = name.split('/');
  if (name.includes('/')) {
    // Under another provider's prefix none of our keys is of use.
    return PROVIDERS.find((provider) => provider === prefix) ?? null;
  }
  return ALIASES.get(name) ?? (name.startsWith('claude-') ? 'anthropic' : 'openai');
}

/** The names that litellm reads; they differ from those of the providers' own programs. */
const VARIABLES: Readonly<
  Record<Provider, { readonly key: string; readonly address: string; readonly behind: string }>
> = {
  anthropic: { key: 'ANTHROPIC_API_KEY', address: 'ANTHROPIC_API_BASE', behind: '' },
  openai: { key: 'OPENAI_API_KEY', address: 'OPENAI_API_BASE', behind: '' },
  // It puts `/models/…` behind the address; Google's own programs put the version before that.
  gemini: { key: 'GEMINI_API_KEY', address: 'GEMINI_API_BASE', behind: '/v1beta' },
};

export function aiderAccess(access: ModelAccess | undefined): Record<string, string> {
  if (access === undefined) {
    return {};
  }
  const { key, address, behind } = VARIABLES[access.provider];
  return {
    ...(access.key === null ? {} : { [key]: access.key.value }),
    ...(access.baseUrl === null ? {} : { [address]: `${access.baseUrl}${behind}` }),
  };
}
