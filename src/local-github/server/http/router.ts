/** Path templates in order of registration: `/repos/:owner/:repo/contents/*path`; first match wins. */
export class Router<Handler> {
  readonly #routes: { readonly method: string; readonly parts: readonly string[]; readonly handler: Handler }[] = [];

  add(method: string, template: string, handler: Handler): void {
    this.#routes.push({ method, parts: split(template), handler });
  }

  /** The handler and its decoded parameters, or null. `HEAD` is answered by `GET`. */
  match(method: string, path: string): { handler: Handler; params: Record<string, string> } | null {
    const wanted = method === 'HEAD' ? 'GET' : method;
    const parts = split(path);
    for (const route of this.#routes) {
      const params = route.method === wanted ? matchParts(route.parts, parts) : null;
      if (params !== null) {
        return { handler: route.handler, params };
      }
    }
    return null;
  }
}

function split(path: string): readonly string[] {
  return path.split('/').filter((part) => part !== '');
}

function matchParts(template: readonly string[], parts: readonly string[]): Record<string, string> | null {
  const params: Record<string, string> = {};
  for (const [index, expected] of template.entries()) {
    const rest = expected.startsWith('*');
    const actual = rest ? parts.slice(index).join('/') : parts[index];
    if (actual === undefined || (!rest && !expected.startsWith(':') && expected !== actual)) {
      return null;
    }
    if (rest) {
      return { ...params, [expected.slice(1)]: decode(actual) };
    }
    if (expected.startsWith(':')) {
      params[expected.slice(1)] = decode(actual);
    }
  }
  return template.length === parts.length ? params : null;
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
