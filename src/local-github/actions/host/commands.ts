import type { Annotation } from '../runs/model.js';
import type { Masks } from './masks.js';

export interface CommandSink {
  readonly masks: Masks;
  readonly log: (line: string) => void;
  readonly annotate: (annotation: Omit<Annotation, 'job'>) => void;
}

/** Annotations of one kind that one step may leave; the rest stays in the log. */
const MAX_ANNOTATIONS = 10;
const MAX_MESSAGE = 4096;
const LEVELS = ['error', 'warning', 'notice'] as const;

/** Reads what a step prints, line by line: workflow commands act, everything goes to the log with secrets masked. */
export function createCommandReader(sink: CommandSink): (line: string) => void {
  const counts = new Map<string, number>();
  let stopToken: string | null = null;

  function annotate(level: (typeof LEVELS)[number], message: string): void {
    sink.log(`##[${level}]${sink.masks.apply(message)}`);
    const count = (counts.get(level) ?? 0) + 1;
    counts.set(level, count);
    if (count <= MAX_ANNOTATIONS) {
      sink.annotate({ level, message: sink.masks.apply(message).slice(0, MAX_MESSAGE) });
    }
  }

  function act(command: string, value: string): void {
    const level = LEVELS.find((item) => item === command);
    if (level !== undefined) {
      annotate(level, value);
    } else if (command === 'add-mask') {
      sink.masks.add(value);
      sink.log('::add-mask::***');
    } else if (command === 'stop-commands') {
      stopToken = value;
    } else if (command === 'group' || command === 'endgroup') {
      sink.log(`##[${command}]${sink.masks.apply(value)}`);
    } else if (command !== 'debug' && command !== 'echo') {
      annotate('error', `Unable to process command '::${command}::': it is not supported any more.`);
    }
  }

  return (line) => {
    const match = /^\s*::(\S+?)(?: (.*?))?::(.*)$/.exec(line);
    const command = match?.[1] ?? null;
    if (stopToken !== null) {
      if (command === stopToken) {
        stopToken = null;
      } else {
        sink.log(sink.masks.apply(line));
      }
      return;
    }
    if (command !== null && isCommand(command)) {
      act(command.toLowerCase(), decode(match?.[3] ?? ''));
    } else {
      sink.log(sink.masks.apply(line));
    }
  };
}

const COMMANDS = new Set<string>([...LEVELS, 'add-mask', 'stop-commands', 'group', 'endgroup', 'debug', 'echo']);
const RETIRED = new Set(['set-output', 'save-state', 'set-env', 'add-path']);

function isCommand(name: string): boolean {
  const lower = name.toLowerCase();
  return COMMANDS.has(lower) || RETIRED.has(lower);
}

function decode(value: string): string {
  return value.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%25', '%');
}
