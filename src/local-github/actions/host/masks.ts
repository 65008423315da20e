/** Values that must not show in logs, with the encodings under which a runner knows them too. */
export interface Masks {
  add(value: string): void;
  apply(text: string): string;
}

export function createMasks(): Masks {
  const known = new Set<string>();
  let ordered: readonly string[] = [];

  function add(value: string): void {
    const lines = value.split(/\r?\n/).filter((line) => line.trim() !== '');
    for (const item of [value, ...lines]) {
      for (const form of formsOf(item)) {
        known.add(form);
      }
    }
    ordered = [...known].sort((a, b) => b.length - a.length);
  }

  function apply(text: string): string {
    let result = text;
    for (const value of ordered) {
      result = result.includes(value) ? result.replaceAll(value, '***') : result;
    }
    return result;
  }

  return { add, apply };
}

/** The value itself, JSON and URI escapes, and Base64 at each of its three alignments. */
function formsOf(value: string): readonly string[] {
  if (value.trim() === '') {
    return [];
  }
  const shifted = ['', 'a', 'aa'].map((prefix) => {
    const encoded = Buffer.from(prefix + value).toString('base64');
    return encoded.slice(prefix === '' ? 0 : 4).replace(/.{0,2}=*$/, '');
  });
  const json = JSON.stringify(value).slice(1, -1);
  return [value, json, encodeURIComponent(value), ...shifted.filter((item) => item.length >= 8)];
}
