const COMMON =
  /^(?:expect\w*|assert\w*|Assert\w*|to[A-Z]\w*|it|test|tests|describe|context|def|func|fn|function|class|t|tt|self|this|const|let|var|await|async|return|new|void|public|private|static|eq|be|to|not|equal\w*|Equal\w*|That|Is|should\w*|Should|got|want|wanted|if|else|for|in|of|end|do|Errorf?|Fatalf?|require|is|is[A-Z]\w*|Fact|Test|Theory|Testing|testing|T|import|from|use|using|package|None|nil|null|err|each|case|and|the|a|an)$/;

/** Words and numbers of a text that say what it is about; those of every test are left out. */
export function tokensOf(text: string): ReadonlySet<string> {
  const words = text.match(/[A-Za-z_$][\w$]*|\d+(?:\.\d+)?/g) ?? [];
  return new Set(words.filter((word) => !COMMON.test(word)));
}

/** How much two texts have in common, from 0 to 1. */
export function similarity(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  return a.size + b.size === 0 ? 1 : (2 * shared(a, b)) / (a.size + b.size);
}

/** How much of `a` stands in `b`, from 0 to 1. */
export function coverage(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  return a.size === 0 ? 1 : shared(a, b) / a.size;
}

function shared(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  return [...a].filter((word) => b.has(word)).length;
}

/** Words of a name in any spelling: `popReturnsLast`, `pop_returns_last`, `pop returns last`. */
export function nameWords(name: string): ReadonlySet<string> {
  const words =
    name
      .replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2')
      .toLowerCase()
      .match(/[a-z0-9]+/g) ?? [];
  return new Set(words.filter((word) => word !== 'test'));
}

/** Lines of `after` that are not in `before`, as one text. */
export function addedLines(before: string | null, after: string | null): string {
  const left = new Map<string, number>();
  for (const line of (before ?? '').split('\n')) {
    left.set(line.trim(), (left.get(line.trim()) ?? 0) + 1);
  }
  return (after ?? '')
    .split('\n')
    .filter((line) => {
      const count = left.get(line.trim()) ?? 0;
      left.set(line.trim(), count - 1);
      return count <= 0;
    })
    .join('\n');
}
