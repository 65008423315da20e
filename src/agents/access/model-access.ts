/** Model providers that we know how to reach: by the protocol that they speak. */
export const PROVIDERS = ['anthropic', 'openai', 'gemini'] as const;
export type Provider = (typeof PROVIDERS)[number];

/** How a key is presented; a provider may take several kinds. */
export type KeyKind = 'api_key' | 'auth_token' | 'oauth_token';

export interface ModelKey {
  readonly kind: KeyKind;
  readonly value: string;
}

/** What one start of an agent needs to reach its model. The key may be a stand-in that only our own forwarder understands. */
export interface ModelAccess {
  readonly provider: Provider;
  /** Null where none is known; a CLI then says so itself. */
  readonly key: ModelKey | null;
  /** Address of the provider's API, without a slash at its end; null for the provider's own. */
  readonly baseUrl: string | null;
}

/** What is known of each provider. */
export type Credentials = Readonly<Partial<Record<Provider, ModelAccess>>>;
