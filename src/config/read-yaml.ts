import { EVENT_ID, type Event, getScalarValue, load, parseEvents, YAMLException } from 'js-yaml';
import { fail, ok, type Result } from '../base/result.js';
import { isMapping, type Mapping, pathName } from './mapping.js';

/** A configuration file as data, and where its keys stand. */
export interface YamlFile {
  readonly data: Mapping;
  /** Line of a key, or of the nearest section around it that stands in the file; counted from 1. */
  readonly lineOf: (path: readonly PropertyKey[]) => number | null;
  /** Keys that are given again where they were given before. */
  readonly repeated: readonly RepeatedKey[];
}

export interface RepeatedKey {
  readonly path: readonly string[];
  readonly line: number;
  readonly first: number;
}

/** `message` goes on from "the file". */
export interface YamlProblem {
  readonly line: number | null;
  readonly message: string;
}

const LARGEST = 256 * 1024;
const DEEPEST = 20;
const BYTE_ORDER_MARK = '\uFEFF';

/**
 * Reads one YAML 1.2 mapping. A file without content is the empty mapping; keys without a value count as absent.
 * Aliases are refused: a few lines of them can stand for more data than fits into memory.
 */
export function readYaml(source: string): Result<YamlFile, YamlProblem> {
  const text = source.startsWith(BYTE_ORDER_MARK) ? source.slice(1) : source;
  if (text.length > LARGEST) {
    return fail({ line: null, message: `is larger than ${LARGEST / 1024} KiB` });
  }
  if (text.split('\n').every((line) => /^\s*(?:#|$)/.test(line))) {
    return ok({ data: {}, lineOf: () => null, repeated: [] });
  }
  try {
    // Of a key that is given twice the last counts here; both are reported, with everything else that is wrong.
    const value = load(text, { maxDepth: DEEPEST, maxAliases: 0, json: true });
    if (value !== null && !isMapping(value)) {
      return fail({
        line: 1,
        message: 'must be a mapping: lines of the form `section:` with indented `key: value` lines',
      });
    }
    const { lines, repeated } = keyLines(text, parseEvents(text, { maxDepth: DEEPEST }));
    return ok({ data: withoutNulls(value ?? {}), lineOf: (path) => nearestLine(lines, path), repeated });
  } catch (error) {
    return fail(asProblem(error));
  }
}

function asProblem(error: unknown): YamlProblem {
  if (!(error instanceof YAMLException)) {
    return { line: null, message: 'is not valid YAML' };
  }
  const aliases = error.reason.includes('maxAliases');
  return {
    line: error.mark ? error.mark.line + 1 : null,
    message: aliases ? 'must not use YAML aliases (`*name`)' : `is not valid YAML: ${error.reason}`,
  };
}

function withoutNulls(mapping: Mapping): Mapping {
  const entries = Object.entries(mapping).filter(([, value]) => value !== null);
  return Object.fromEntries(entries.map(([key, value]) => [key, isMapping(value) ? withoutNulls(value) : value]));
}

function nearestLine(lines: ReadonlyMap<string, number>, path: readonly PropertyKey[]): number | null {
  for (let length = path.length; length > 0; length -= 1) {
    const line = lines.get(pathName(path.slice(0, length)));
    if (line !== undefined) {
      return line;
    }
  }
  return null;
}

interface Frame {
  readonly mapping: boolean;
  /** Nodes seen so far in this collection. */
  nodes: number;
  key: string;
}

interface KeyLines {
  readonly lines: ReadonlyMap<string, number>;
  readonly repeated: readonly RepeatedKey[];
}

/** Line of every mapping key and list item by its path; of keys that are given twice the first. */
function keyLines(source: string, events: readonly Event[]): KeyLines {
  const lines = new Map<string, number>();
  const repeated: RepeatedKey[] = [];
  const lineAt = lineCounter(source);
  const frames: Frame[] = [];
  for (const event of events) {
    if (event.type === EVENT_ID.POP) {
      frames.pop();
      continue;
    }
    const frame = frames.at(-1);
    const start = startOf(event);
    if (frame !== undefined) {
      const isKey = frame.mapping && frame.nodes % 2 === 0;
      if (isKey) {
        frame.key = event.type === EVENT_ID.SCALAR ? getScalarValue(source, event) : '';
      } else if (!frame.mapping) {
        frame.key = String(frame.nodes);
      }
      if ((isKey || !frame.mapping) && start !== null) {
        const path = frames.slice(1).map(({ key }) => key);
        const [line, first] = [lineAt(start), lines.get(pathName(path))];
        if (isKey && event.type === EVENT_ID.SCALAR && first !== undefined) {
          repeated.push({ path, line, first });
        } else {
          lines.set(pathName(path), line);
        }
      }
      frame.nodes += 1;
    }
    if (event.type !== EVENT_ID.SCALAR && event.type !== EVENT_ID.ALIAS) {
      frames.push({ mapping: event.type === EVENT_ID.MAPPING, nodes: 0, key: '' });
    }
  }
  return { lines, repeated };
}

function startOf(event: Event): number | null {
  if (event.type === EVENT_ID.SCALAR) {
    return event.valueStart;
  }
  return event.type === EVENT_ID.MAPPING || event.type === EVENT_ID.SEQUENCE ? event.start : null;
}

/** Line number of an offset; offsets must not go back by much, as events come in the order of the text. */
function lineCounter(source: string): (offset: number) => number {
  let [position, line] = [0, 1];
  return (offset) => {
    for (; position < offset; position += 1) {
      line += source[position] === '\n' ? 1 : 0;
    }
    return line;
  };
}
