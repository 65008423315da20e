export type Mapping = Readonly<Record<string, unknown>>;

export function isMapping(value: unknown): value is Mapping {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** One name for a path, different from that of any other path whatever characters its keys hold. */
export function pathName(path: readonly PropertyKey[]): string {
  return JSON.stringify(path.map(String));
}

/** The mapping without the entries at some paths, given by their names; items of lists are counted by number, and stay. */
export function withoutPaths(mapping: Mapping, names: ReadonlySet<string>, above: readonly string[] = []): Mapping {
  const pruned = (value: unknown, path: readonly string[]): unknown => {
    if (Array.isArray(value)) {
      return value.map((item: unknown, index) => pruned(item, [...path, String(index)]));
    }
    return isMapping(value) ? withoutPaths(value, names, path) : value;
  };
  const entries = Object.entries(mapping).flatMap(([key, value]): [string, unknown][] => {
    const path = [...above, key];
    return names.has(pathName(path)) ? [] : [[key, pruned(value, path)]];
  });
  return Object.fromEntries(entries);
}

/** What stands at a path, or undefined. */
export function valueAt(mapping: Mapping, path: readonly PropertyKey[]): unknown {
  let value: unknown = mapping;
  for (const key of path) {
    value = isMapping(value) && Object.hasOwn(value, key) ? value[String(key)] : undefined;
  }
  return value;
}
