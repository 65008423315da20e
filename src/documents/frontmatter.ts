import {
  CORE_SCHEMA,
  EVENT_ID,
  type Event,
  getScalarValue,
  load,
  parseEvents,
  realMapTag,
  SCALAR_STYLE,
  type ScalarEvent,
  YAMLException,
} from 'js-yaml';
import { fail, ok, type Result } from '../base/result.js';

/** `line` counts from 1 inside the frontmatter; null where no line can be named. */
export interface FrontmatterError {
  readonly line: number | null;
  readonly why: string;
}

/** The value of `current_phase` and the range of characters (quotes included) that spells it. */
export interface CurrentPhase {
  readonly value: string;
  readonly start: number;
  readonly end: number;
  readonly line: number;
}

const KEY = 'current_phase';
/** Typed keys, so that `1:` and `true:` can be told from strings. */
const SCHEMA = CORE_SCHEMA.withTags(realMapTag);
const MOST_ALIASES = 100;

/** Plain scalars that YAML 1.2 takes for something other than a string. */
const NUMBER = /^[-+]?(?:0x[0-9a-fA-F]+|0o[0-7]+|0b[01]+|(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?)$/;
const WORD = /^(?:~|null|Null|NULL|true|True|TRUE|false|False|FALSE|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))?$/;
/** Digits behind a leading zero are a string, so `01` needs no quotes. */
const PADDED = /^[-+]?0[0-9]+$/;

/** Reads the one key that Pitboss knows. All others are left alone, but the whole must be a YAML mapping with string keys. */
export function readCurrentPhase(frontmatter: string): Result<CurrentPhase, FrontmatterError> {
  const mapping = loadMapping(frontmatter);
  if (!mapping.ok) {
    return mapping;
  }
  const odd = [...mapping.value.keys()].find((key) => typeof key !== 'string');
  if (odd !== undefined) {
    return fail({ line: null, why: `It has a key that is not a string (${String(odd)}).` });
  }
  if (!mapping.value.has(KEY)) {
    return fail({ line: null, why: `It has no \`${KEY}\`.` });
  }
  return currentPhaseScalar(frontmatter);
}

/** The same frontmatter with another value; everything around the value keeps its bytes. */
export function replaceCurrentPhase(frontmatter: string, id: string): Result<string, FrontmatterError> {
  const found = readCurrentPhase(frontmatter);
  return found.ok
    ? ok(`${frontmatter.slice(0, found.value.start)}"${id}"${frontmatter.slice(found.value.end)}`)
    : found;
}

function loadMapping(frontmatter: string): Result<ReadonlyMap<unknown, unknown>, FrontmatterError> {
  if (frontmatter.trim() === '') {
    return fail({ line: null, why: 'It is empty.' });
  }
  try {
    const value = load(frontmatter, { schema: SCHEMA, maxAliases: MOST_ALIASES });
    return value instanceof Map ? ok(value) : fail({ line: null, why: 'It is not a list of `key: value` lines.' });
  } catch (error) {
    if (error instanceof YAMLException) {
      return fail({ line: error.mark ? error.mark.line + 1 : null, why: `It is not valid YAML: ${error.reason}.` });
    }
    return fail({ line: null, why: 'It is not valid YAML.' });
  }
}

function currentPhaseScalar(frontmatter: string): Result<CurrentPhase, FrontmatterError> {
  const scalar = scalarOfKey(frontmatter, parseEvents(frontmatter, {}));
  if (scalar === null) {
    return fail({ line: null, why: `The value of \`${KEY}\` is not a plain string.` });
  }
  const quote = scalar.style === SCALAR_STYLE.PLAIN ? 0 : 1;
  const [start, end] = [scalar.valueStart - quote, scalar.valueEnd + quote];
  const line = frontmatter.slice(0, start).split('\n').length;
  const value = getScalarValue(frontmatter, scalar);
  if (scalar.tagStart !== -1) {
    return fail({ line, why: `The value of \`${KEY}\` has a YAML tag.` });
  }
  if (quote === 0 && isNotText(value)) {
    return fail({
      line,
      why: `YAML reads the unquoted value ${value === '' ? 'of' : `${value} of`} \`${KEY}\` as something other than a string.`,
    });
  }
  return ok({ value, start, end, line });
}

function isNotText(plain: string): boolean {
  return WORD.test(plain) || (NUMBER.test(plain) && !PADDED.test(plain));
}

/** The scalar that belongs to the key in the outermost mapping; null for block scalars, aliases and collections. */
function scalarOfKey(source: string, events: readonly Event[]): ScalarEvent | null {
  let depth = 0;
  let nodes = 0;
  let wanted = false;
  for (const event of events) {
    if (event.type === EVENT_ID.POP) {
      depth -= 1;
      continue;
    }
    if (depth === 2) {
      if (wanted) {
        return event.type === EVENT_ID.SCALAR && isInline(event) ? event : null;
      }
      wanted = nodes % 2 === 0 && event.type === EVENT_ID.SCALAR && getScalarValue(source, event) === KEY;
      nodes += 1;
    }
    if (event.type !== EVENT_ID.SCALAR && event.type !== EVENT_ID.ALIAS) {
      depth += 1;
    }
  }
  return null;
}

function isInline(scalar: ScalarEvent): boolean {
  return scalar.style !== SCALAR_STYLE.LITERAL_BLOCK && scalar.style !== SCALAR_STYLE.FOLDED_BLOCK;
}
