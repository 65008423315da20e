import { nearMiss } from '../../config/diagnose/near-miss.js';
import { PROMPTS, type PromptName, type VariableName, variablesOf } from './names.js';

/** A prompt of a repository's own, ready to be filled. */
export interface PromptTemplate {
  readonly pieces: readonly Piece[];
}

export type Piece =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'variable'; readonly name: VariableName };

/** What is wrong with a template, and in which of its lines; null where no line can be named. */
export interface TemplateProblem {
  readonly line: number | null;
  /** A sentence. */
  readonly message: string;
}

/** Longest text of a template, in characters. What is filled in has bounds of its own. */
const LONGEST = 32_000;
const MOST_PROBLEMS = 20;

/** A doubled brace, a variable, or a brace that is neither. */
const TOKEN = /\{\{|\}\}|\{([^{}]*)\}|\{|\}/g;

/**
 * Reads a template: `{name}` stands for a value, doubled braces for single ones. A value of several lines takes a line of its own,
 * so that its fence begins where a fence can. Values are never read again.
 */
export function parseTemplate(
  name: PromptName,
  source: string,
):
  | { readonly ok: true; readonly value: PromptTemplate }
  | { readonly ok: false; readonly error: readonly TemplateProblem[] } {
  const text = source.replace(/^\uFEFF/, '').replaceAll('\r\n', '\n');
  if (text.length > LONGEST) {
    return { ok: false, error: [{ line: null, message: `The file is longer than ${LONGEST} characters.` }] };
  }
  const read = text.split('\n').map((line, index) => readLine(name, line, index + 1));
  const problems = [
    ...read.flatMap((line) => line.problems),
    ...missing(
      name,
      read.flatMap((line) => line.pieces),
    ),
  ];
  if (problems.length > 0) {
    return { ok: false, error: problems.slice(0, MOST_PROBLEMS) };
  }
  const pieces = read.flatMap((line, index): Piece[] => [
    ...line.pieces,
    ...(index < read.length - 1 ? [{ kind: 'text' as const, text: '\n' }] : []),
  ]);
  return { ok: true, value: { pieces } };
}

interface ReadLine {
  readonly pieces: readonly Piece[];
  readonly problems: readonly TemplateProblem[];
}

function readLine(name: PromptName, line: string, number: number): ReadLine {
  const pieces: Piece[] = [];
  const problems: TemplateProblem[] = [];
  let end = 0;
  for (const match of line.matchAll(TOKEN)) {
    pieces.push({ kind: 'text', text: line.slice(end, match.index) });
    end = match.index + match[0].length;
    const found = readToken(name, match[0], match[1], line);
    if ('kind' in found) {
      pieces.push(found);
    } else {
      problems.push({ line: number, message: found.message });
    }
  }
  const [only] = pieces.filter((piece) => piece.kind === 'variable');
  if (only !== undefined && isBlock(name, only.name)) {
    // Indentation around a block would tear its fence apart.
    return { pieces: [only], problems };
  }
  return { pieces: [...pieces, { kind: 'text', text: line.slice(end) }], problems };
}

function readToken(
  name: PromptName,
  token: string,
  inside: string | undefined,
  line: string,
): Piece | { readonly message: string } {
  if (token === '{{' || token === '}}') {
    return { kind: 'text', text: token.slice(1) };
  }
  if (inside === undefined) {
    const why = token === '{' ? 'opens and nothing closes it' : 'closes what nothing opened';
    return { message: `A single \`${token}\` ${why}; a literal brace is written \`${token}${token}\`.` };
  }
  const variable = variablesOf(name).find((known) => known === inside);
  if (variable === undefined) {
    return { message: unknownVariable(name, inside) };
  }
  if (isBlock(name, variable) && line.trim() !== token) {
    return { message: `\`{${variable}}\` stands for several lines, so it must stand alone on its line.` };
  }
  return { kind: 'variable', name: variable };
}

function unknownVariable(name: PromptName, inside: string): string {
  const known = variablesOf(name);
  const near = nearMiss(inside, known);
  const meant = near === null ? '' : ` Did you mean \`{${near}}\`?`;
  return `\`{${inside.slice(0, 60)}}\` is no variable of this prompt.${meant} Its variables are ${list(known)}; a literal brace is written \`{{\` or \`}}\`.`;
}

function missing(name: PromptName, pieces: readonly Piece[]): readonly TemplateProblem[] {
  const used = new Set(pieces.flatMap((piece) => (piece.kind === 'variable' ? [piece.name] : [])));
  const absent = PROMPTS[name].required.filter((variable) => !used.has(variable));
  return absent.map((variable) => ({
    line: null,
    message: `\`{${variable}}\` is missing: without it the ${name} would not know what it is asked about. Its variables are ${list(variablesOf(name))}.`,
  }));
}

function isBlock(name: PromptName, variable: VariableName): boolean {
  return PROMPTS[name].block.some((block) => block === variable);
}

function list(names: readonly string[]): string {
  return names.map((each) => `\`{${each}}\``).join(', ');
}
