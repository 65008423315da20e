/** Reading unknown JSON: webhook payloads and parsed YAML come without types. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value at a dotted path (`issue.user.login`), or undefined. */
export function at(value: unknown, path: string): unknown {
  let here = value;
  for (const key of path.split('.')) {
    here = isRecord(here) ? here[key] : undefined;
  }
  return here;
}

/** The string at a dotted path, or null. */
export function textAt(value: unknown, path: string): string | null {
  const found = at(value, path);
  return typeof found === 'string' ? found : null;
}

/** The names in a list of objects, such as the labels of an issue or the topics of an event filter. */
export function stringList(value: unknown): readonly string[] | null {
  if (typeof value === 'string') {
    return [value];
  }
  return Array.isArray(value) ? value.map(String) : null;
}
