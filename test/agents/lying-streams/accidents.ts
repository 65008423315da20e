import fc from 'fast-check';

/** What may happen to lines on their way; positions are taken modulo what is there. */
export type LineAccident =
  | { readonly kind: 'drop'; readonly at: number }
  | { readonly kind: 'duplicate'; readonly at: number; readonly to: number }
  | { readonly kind: 'move'; readonly at: number; readonly to: number }
  | { readonly kind: 'cut'; readonly at: number };

const place = fc.nat({ max: 100_000 });

const lineAccident: fc.Arbitrary<LineAccident> = fc.oneof(
  fc.record({ kind: fc.constant('drop' as const), at: place }),
  fc.record({ kind: fc.constant('duplicate' as const), at: place, to: place }),
  fc.record({ kind: fc.constant('move' as const), at: place, to: place }),
  fc.record({ kind: fc.constant('cut' as const), at: place }),
);

/** A few accidents of whole lines, and ends in the middle of one. */
export const lineAccidents = fc.array(lineAccident, { minLength: 1, maxLength: 6 });

export interface Flip {
  readonly at: number;
  readonly bit: number;
}

/** Single bits that arrive wrong. */
export const flips = fc.array(fc.record({ at: fc.nat(), bit: fc.nat({ max: 7 }) }), { minLength: 1, maxLength: 5 });

export function withAccidents(text: string, accidents: readonly LineAccident[]): string {
  return accidents.reduce(withAccident, text);
}

function withAccident(text: string, accident: LineAccident): string {
  if (accident.kind === 'cut') {
    return text.slice(0, accident.at % (text.length + 1));
  }
  const lines = text.split('\n');
  const at = accident.at % lines.length;
  const line = lines[at] ?? '';
  const rest = accident.kind === 'duplicate' ? lines : lines.toSpliced(at, 1);
  return (accident.kind === 'drop' ? rest : rest.toSpliced(accident.to % (rest.length + 1), 0, line)).join('\n');
}

export function withFlips(text: string, wrong: readonly Flip[]): string {
  const bytes = Buffer.from(text);
  for (const { at, bit } of bytes.length === 0 ? [] : wrong) {
    const index = at % bytes.length;
    bytes[index] = (bytes[index] ?? 0) ^ (1 << bit);
  }
  return bytes.toString('utf8');
}
