import type { z } from 'zod';
import { nearMiss } from './near-miss.js';

/** What to tell a person about one finding of the schema. */
export interface Description {
  readonly message: string;
  readonly suggestion: string | null;
}

type Issue = z.core.$ZodIssue;

/** Values that the original or a later version knows; they deserve better than "must be one of". */
const NOT_YET: Readonly<Record<string, { readonly values: readonly string[]; readonly instead: string }>> = {
  isolation: { values: ['user', 'split'], instead: 'Use `none`.' },
};

const TYPES: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: '`true` or `false`',
  object: 'a section with keys of its own',
  record: 'a section with keys of its own',
  array: 'a list',
};

export function describeIssue(issue: Issue): Description {
  switch (issue.code) {
    case 'invalid_type':
      return says(wrongType(issue.expected, issue.input));
    case 'invalid_value':
      return wrongValue(issue.path.join('.'), issue.values.map(String), issue.input);
    case 'too_small':
      return says(issue.origin === 'array' ? issue.message : tooSmall(issue));
    case 'too_big':
      return says(`must be at most ${issue.maximum}`);
    case 'invalid_union':
      return says(wrongCommand(issue));
    case 'invalid_key':
      return says('has an empty name');
    default:
      return says(issue.message);
  }
}

function says(message: string): Description {
  return { message, suggestion: null };
}

function wrongType(expected: string, input: unknown): string {
  const wanted = TYPES[expected] ?? expected;
  return input === undefined ? `is missing; it must be ${wanted}` : `must be ${wanted}, but is ${kindOf(input)}`;
}

function kindOf(input: unknown): string {
  if (typeof input === 'number') {
    return Number.isFinite(input) ? `the number ${input}` : 'not a finite number';
  }
  if (typeof input === 'boolean') {
    return `\`${input}\``;
  }
  return input === null ? 'empty' : typeof input === 'string' ? 'text' : Array.isArray(input) ? 'a list' : 'a section';
}

function wrongValue(path: string, values: readonly string[], input: unknown): Description {
  const later = NOT_YET[path];
  if (later !== undefined && typeof input === 'string' && later.values.includes(input)) {
    return { message: `cannot be \`${input}\`: it is not in this version`, suggestion: later.instead };
  }
  const message = `must be ${values.map((value) => `\`${value}\``).join(' or ')}, but is ${given(input)}`;
  const near = typeof input === 'string' ? nearMiss(input, values) : null;
  return { message, suggestion: near === null ? null : `Did you mean \`${near}\`?` };
}

/** A word is repeated, so that a person finds it; anything longer or odder is named by its kind. */
function given(input: unknown): string {
  return typeof input === 'string' && /^[\w.-]{1,40}$/.test(input) ? `\`${input}\`` : kindOf(input);
}

function tooSmall(issue: z.core.$ZodIssueTooSmall): string {
  return issue.inclusive === false ? `must be more than ${issue.minimum}` : `must be at least ${issue.minimum}`;
}

/** The only unions are commands: a shell line, or a list of program and arguments. */
function wrongCommand(issue: z.core.$ZodIssueInvalidUnion): string {
  const wanted = 'must be a shell line or a list of texts, the program first';
  if (issue.input === undefined) {
    return `is missing; it ${wanted}`;
  }
  return Array.isArray(issue.input) ? wanted : `${wanted}, but is ${kindOf(issue.input)}`;
}
