/** Ways to allow a number to be off; group 1 is by how much. */
const ALLOWANCES: readonly {
  readonly pattern: RegExp;
  readonly looser: 'higher' | 'lower';
  readonly usual?: number;
}[] = [
  { pattern: /\.toBeCloseTo\([^()]*?,\s*(\d+)\s*\)/, looser: 'lower', usual: 2 },
  { pattern: /\bassertAlmostEqual\(.*?,\s*(?:places\s*=\s*)?(\d+)\s*\)/, looser: 'lower', usual: 7 },
  { pattern: /\b(?:abs|rel|delta|atol|rtol)\s*=\s*([\d.e-]+)/, looser: 'higher' },
  { pattern: /\bInDelta\(.*,\s*([\d.e-]+)\s*\)/, looser: 'higher' },
  { pattern: /\bInEpsilon\(.*,\s*([\d.e-]+)\s*\)/, looser: 'higher' },
  { pattern: /\bbe_within\(\s*([\d.e-]+)\s*\)/, looser: 'higher' },
  { pattern: /\bassert_in_(?:delta|epsilon)\b.*,\s*([\d.e-]+)\s*\)?$/, looser: 'higher' },
  { pattern: /\.abs\(\)\s*<=?\s*([\d.e-]+)/, looser: 'higher' },
  { pattern: /\bassertEquals\([^,]+,.*,\s*([\d.e-]+)[fd]?\s*\)$/, looser: 'higher' },
  { pattern: /\b(?:within|offset|isCloseTo\(.*,\s*within)\(\s*([\d.e-]+)/, looser: 'higher' },
  { pattern: /\bAssert\.AreEqual\([^,]+,.*,\s*([\d.e-]+)[fd]?\s*\)$/, looser: 'higher' },
  { pattern: /\bAssert\.Equal\([^,]+,.*,\s*(?:precision:\s*)?(\d+)\s*\)$/, looser: 'lower' },
  { pattern: /\bBeApproximately\([^,]+,\s*([\d.e-]+)/, looser: 'higher' },
  { pattern: /\b(?:Within|closeTo|approximately|almost\.equal|epsilon)\b.*?([\d.e-]+)\s*\)?$/, looser: 'higher' },
];

/** Whether the second of two assertions allows a number to be further off than the first. */
export function toleranceGrew(before: string, after: string): boolean {
  return ALLOWANCES.some(({ pattern, looser, usual }) => {
    const [old, now] = [numberIn(pattern, before), numberIn(pattern, after) ?? usual ?? null];
    return old !== null && now !== null && (looser === 'higher' ? now > old : now < old);
  });
}

function numberIn(pattern: RegExp, text: string): number | null {
  const found = pattern.exec(text)?.[1];
  const value = found === undefined ? Number.NaN : Number(found);
  return Number.isNaN(value) ? null : value;
}
