import { type Credentials, type KeyKind, type ModelAccess, PROVIDERS, type Provider } from './model-access.js';

interface ProviderVariables {
  /** Variables that carry a key, the one that counts first. */
  readonly keys: readonly { readonly name: string; readonly kind: KeyKind }[];
  readonly baseUrl: string;
}

/** The environment variables by which people and programs name a provider's key and address. */
export const VARIABLES: Readonly<Record<Provider, ProviderVariables>> = {
  anthropic: {
    keys: [
      { name: 'ANTHROPIC_API_KEY', kind: 'api_key' },
      { name: 'ANTHROPIC_AUTH_TOKEN', kind: 'auth_token' },
      { name: 'CLAUDE_CODE_OAUTH_TOKEN', kind: 'oauth_token' },
    ],
    baseUrl: 'ANTHROPIC_BASE_URL',
  },
  openai: {
    keys: [
      { name: 'CODEX_API_KEY', kind: 'api_key' },
      { name: 'OPENAI_API_KEY', kind: 'api_key' },
    ],
    baseUrl: 'OPENAI_BASE_URL',
  },
  gemini: {
    keys: [
      { name: 'GEMINI_API_KEY', kind: 'api_key' },
      { name: 'GOOGLE_API_KEY', kind: 'api_key' },
    ],
    baseUrl: 'GOOGLE_GEMINI_BASE_URL',
  },
};

/** Every variable that may carry a model key. */
export const KEY_VARIABLES: readonly string[] = PROVIDERS.flatMap((provider) =>
  VARIABLES[provider].keys.map(({ name }) => name),
);

type Environment = Readonly<Record<string, string | undefined>>;

/** A key that an environment holds under this name: without blanks around it, which no header could carry. An empty one counts as unset. */
export function keyNamed(env: Environment, name: string): string | undefined {
  return env[name]?.trim() || undefined;
}

/** Keys and addresses that an environment holds. */
export function credentialsFrom(env: Environment): Credentials {
  return Object.fromEntries(PROVIDERS.map((provider) => [provider, accessFrom(provider, env)]));
}

function accessFrom(provider: Provider, env: Environment): ModelAccess {
  const { keys, baseUrl } = VARIABLES[provider];
  const [key = null] = keys.flatMap(({ name, kind }) => {
    const value = keyNamed(env, name);
    return value === undefined ? [] : [{ kind, value }];
  });
  return { provider, key, baseUrl: addressOf(env[baseUrl]) };
}

function addressOf(text: string | undefined): string | null {
  const trimmed = text?.trim().replace(/\/+$/, '') ?? '';
  return trimmed === '' ? null : trimmed;
}

/** Addresses of the configuration are checked there; those of an environment are whatever somebody set. */
export function isHttpAddress(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}
