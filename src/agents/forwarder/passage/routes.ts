import type { Provider } from '../../access/model-access.js';

/** Where an allowed request goes. */
export interface Route {
  /** Behind the address of the provider's API, with a slash in front. */
  readonly path: string;
  readonly query: string;
  /** Whether it asks a model, and so costs something. */
  readonly asksModel: boolean;
}

interface Allowed {
  readonly method: 'GET' | 'POST';
  readonly path: RegExp;
  readonly asksModel: boolean;
}

interface ProviderRoutes {
  /** The provider's own address, for which programs have a name in their environment. */
  readonly address: string;
  /** What stands in that address behind the host; requests to us begin with it. */
  readonly prefix: string;
  readonly allowed: readonly Allowed[];
}

/** One path segment, neither empty nor a step upwards. */
const MODEL = '[A-Za-z0-9][A-Za-z0-9._@-]{0,199}';

const MODELS: Allowed = { method: 'GET', path: new RegExp(`^/models(?:/${MODEL})?$`), asksModel: false };

/** What an agent may ask of each provider: models and what belongs to them. No files, batches or accounts. */
const ROUTES: Readonly<Record<Provider, ProviderRoutes>> = {
  anthropic: {
    address: 'https://api.anthropic.com',
    prefix: '',
    allowed: [
      { method: 'POST', path: /^\/v1\/messages$/, asksModel: true },
      { method: 'POST', path: /^\/v1\/messages\/count_tokens$/, asksModel: false },
      { method: 'GET', path: new RegExp(`^/v1/models(?:/${MODEL})?$`), asksModel: false },
    ],
  },
  openai: {
    address: 'https://api.openai.com/v1',
    prefix: '/v1',
    allowed: [
      { method: 'POST', path: /^\/responses$/, asksModel: true },
      { method: 'POST', path: /^\/responses\/compact$/, asksModel: true },
      { method: 'POST', path: /^\/chat\/completions$/, asksModel: true },
      MODELS,
    ],
  },
  gemini: {
    address: 'https://generativelanguage.googleapis.com',
    prefix: '',
    allowed: [
      {
        method: 'POST',
        path: new RegExp(`^/v1(?:beta)?/models/${MODEL}:(?:generateContent|streamGenerateContent)$`),
        asksModel: true,
      },
      { method: 'POST', path: new RegExp(`^/v1(?:beta)?/models/${MODEL}:countTokens$`), asksModel: false },
      { method: 'GET', path: new RegExp(`^/v1(?:beta)?/models(?:/${MODEL})?$`), asksModel: false },
    ],
  },
};

/** The provider's own address, without a slash at its end. */
export function ownAddress(provider: Provider): string {
  return ROUTES[provider].address;
}

/** What an address that an agent is given has behind its host, as the provider's own has. */
export function pathPrefix(provider: Provider): string {
  return ROUTES[provider].prefix;
}

/** Plain characters, as far as those that may carry meaning (`%`, `\`, `#`) are left out: what we match is what is sent. */
const QUERY = /^[\w.~!$'()*+,;:@/?&=-]*$/;

/** Looks a request up by its target as it came, undecoded; null for anything that is not allowed, absolute targets included. */
export function routeOf(provider: Provider, method: string, target: string): Route | null {
  const mark = target.indexOf('?');
  const path = mark === -1 ? target : target.slice(0, mark);
  const query = mark === -1 ? '' : target.slice(mark + 1);
  const { prefix, allowed } = ROUTES[provider];
  if (!path.startsWith(`${prefix}/`) || !QUERY.test(query)) {
    return null;
  }
  const rest = path.slice(prefix.length);
  const found = allowed.find((route) => route.method === method && route.path.test(rest));
  return found === undefined ? null : { path: rest, query, asksModel: found.asksModel };
}
