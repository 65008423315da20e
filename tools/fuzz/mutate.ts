import { z } from 'zod';

export type Random = () => number;

const LONGEST = 8_000;
/** Pieces that mean something to one of the grammars, or that parsers often stumble over. */
const PIECES = [
  '---\n',
  '```\n',
  '````',
  '~~~\n',
  '# Phase ',
  '# Phase 02: x\n',
  '## Deferred items\n',
  '## Deferred phases\n',
  '### From phase 01: t\n',
  '- [ ] ',
  '- [x] ',
  'current_phase: ',
  'current_phase: "01"\n',
  '/pitboss ',
  '/pitboss play --plan x\n',
  ': ',
  '- ',
  '&a ',
  '*a',
  '<<: ',
  '!!js/function ',
  '!!binary ',
  '? ',
  '| ',
  '>-\n',
  '{',
  '}',
  '[',
  ']',
  ',',
  '"',
  "'",
  '\\',
  '\\u0000',
  '\r\n',
  '\r',
  '\n\n',
  '\t',
  '  ',
  '\u0000',
  '\ufeff',
  '\u2028',
  '\u202e',
  '\ud800',
  'ı',
  '𝒳',
  '__proto__',
  'constructor',
  'toString',
  '{"type":"result","ok":true}',
  '"type":"result"',
  '"subtype":"success"',
  '1e999',
  '-0',
  '99999999999999999999',
  '0x10',
  'null',
  'true',
];
const VALUES: readonly unknown[] = [
  null,
  true,
  '',
  'x',
  '__proto__',
  0,
  -1,
  1e308,
  1.5,
  Number.MAX_SAFE_INTEGER + 2,
  [],
  {},
  [[]],
  { __proto__: 1 },
  '2026-13-40T99:99:99Z',
];

function below(random: Random, limit: number): number {
  return Math.floor(random() * limit);
}

function pick<T>(random: Random, from: readonly T[], otherwise: T): T {
  return from[below(random, from.length)] ?? otherwise;
}

/** A text made from a valid one by a few small accidents. Never longer than a bound: length alone is for the benchmarks. */
export function mutateText(random: Random, seeds: readonly string[]): string {
  let text = pick(random, seeds, '');
  for (let left = 1 + below(random, 6); left > 0; left -= 1) {
    text = oneAccident(random, text, seeds).slice(0, LONGEST);
  }
  return text;
}

function oneAccident(random: Random, text: string, seeds: readonly string[]): string {
  const at = below(random, text.length + 1);
  const end = Math.min(text.length, at + below(random, random() < 0.5 ? 4 : 80));
  const [before, span, after] = [text.slice(0, at), text.slice(at, end), text.slice(end)];
  switch (below(random, 9)) {
    case 0:
      return before + after;
    case 1:
      return before + span + span + after;
    case 2:
      return before + span.repeat(1 + below(random, 20)) + after;
    case 3:
      return before + pick(random, PIECES, '') + span + after;
    case 4:
      return before + pick(random, PIECES, '') + after;
    case 5:
      return before + String.fromCharCode(below(random, random() < 0.7 ? 128 : 65_536)) + after;
    case 6:
      return before + pick(random, seeds, '').slice(below(random, 400)).slice(0, 200) + after;
    case 7:
      return swapLines(random, text);
    default:
      return random() < 0.5 ? before : after;
  }
}

function swapLines(random: Random, text: string): string {
  const lines = text.split('\n');
  const [a, b] = [below(random, lines.length), below(random, lines.length)];
  const [first, second] = [lines[a] ?? '', lines[b] ?? ''];
  return lines.map((line, index) => (index === a ? second : index === b ? first : line)).join('\n');
}

const objectSchema = z.record(z.string(), z.unknown());

/** JSON made from a valid value by exchanging, dropping or adding one part; half of the time by accidents of its text instead. */
export function mutateJson(random: Random, seeds: readonly string[]): string {
  if (random() < 0.4) {
    return mutateText(random, seeds);
  }
  const seed = pick(random, seeds, '{}');
  let value: unknown;
  try {
    value = JSON.parse(seed);
  } catch {
    return mutateText(random, seeds);
  }
  for (let left = 1 + below(random, 3); left > 0; left -= 1) {
    value = changed(random, value);
  }
  return JSON.stringify(value) ?? 'null';
}

function changed(random: Random, value: unknown): unknown {
  if (Array.isArray(value)) {
    const at = below(random, value.length + 1);
    return random() < 0.2
      ? [...value, pick(random, VALUES, null)]
      : value.map((item, index) => (index === at ? changed(random, item) : item));
  }
  const object = objectSchema.safeParse(value).data;
  if (object === undefined || random() < 0.05) {
    return typeof value === 'string' && random() < 0.5 ? mutateText(random, [value]) : pick(random, VALUES, null);
  }
  const keys = Object.keys(object);
  const key = pick(random, keys, 'x');
  const fate = random();
  if (fate < 0.15) {
    return Object.fromEntries(Object.entries(object).filter(([name]) => name !== key));
  }
  return { ...object, [fate < 0.25 ? pick(random, PIECES, 'x') : key]: changed(random, object[key]) };
}
