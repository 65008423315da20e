import { oneLine } from '../../base/one-line.js';
import type { Leftover } from '../contract.js';
import type { TypedObject } from '../output/json-object.js';
import { backgroundCommandSchema, taskEventSchema } from './events.js';

/** Tasks and commands that are remembered at once; a stream that starts them for ever fills no memory. */
const MOST = 100;
const LONGEST = 200;

/** Other events are not even looked at: there are many. */
const TASK_EVENTS: ReadonlySet<unknown> = new Set(taskEventSchema.options.map(({ shape }) => shape.subtype.value));

/** States of a task that has not ended. */
const LIVE: ReadonlySet<string> = new Set(['running', 'pending']);

/**
 * The background tasks of one turn, as its stream tells of them. Claude Code 2.1 waits for them after its answer, wakes the main loop
 * with each that ends and lets it go on; a turn that ends well has none left. One that still runs when the CLI ends, or that ended
 * after the main loop's last word, was never looked at.
 */
export interface BackgroundTasks {
  /** A tool call of the model: what it sends to the background has a command. */
  called(toolUseId: string | undefined, input: unknown): void;
  /** A `system` event. */
  told(object: TypedObject): void;
  /** The main loop spoke: it has been told of everything that had ended. */
  heard(): void;
  leftovers(): readonly Leftover[];
}

interface Task {
  readonly name: string;
  readonly ended: boolean;
}

export function backgroundTasks(): BackgroundTasks {
  const commands = new Map<string, string>();
  const tasks = new Map<string, Task>();

  function keep<Value>(map: Map<string, Value>, key: string, value: Value): void {
    if (map.has(key) || map.size < MOST) {
      map.set(key, value);
    }
  }

  function started(id: string, description: string | undefined, toolUseId?: string): void {
    const command = commands.get(toolUseId ?? '');
    // The list of tasks comes before the event of each, and knows no command.
    if (!tasks.has(id) || command !== undefined) {
      keep(tasks, id, { name: command ?? oneLine(description ?? '', LONGEST), ended: false });
    }
  }

  function ended(id: string): void {
    const task = tasks.get(id);
    if (task !== undefined) {
      tasks.set(id, { ...task, ended: true });
    }
  }

  return {
    called(toolUseId, input) {
      const background = isMarked(input) ? backgroundCommandSchema.safeParse(input).data : undefined;
      if (toolUseId !== undefined && background !== undefined) {
        keep(commands, toolUseId, oneLine(background.command, LONGEST));
      }
    },
    told(object) {
      const event = TASK_EVENTS.has(object.subtype) ? taskEventSchema.safeParse(object).data : undefined;
      switch (event?.subtype) {
        case 'task_started':
          return started(event.task_id, event.description, event.tool_use_id);
        case 'task_updated':
          return LIVE.has(event.patch.status ?? 'running') ? undefined : ended(event.task_id);
        case 'task_notification':
          return ended(event.task_id);
        case 'background_tasks_changed': {
          const running = new Set(event.tasks.map(({ task_id }) => task_id));
          event.tasks.forEach(({ task_id, description }) => {
            started(task_id, description);
          });
          return [...tasks.keys()].filter((id) => !running.has(id)).forEach(ended);
        }
      }
    },
    heard() {
      for (const [id, task] of tasks) {
        if (task.ended) {
          tasks.delete(id);
        }
      }
    },
    leftovers: () =>
      [...tasks.values()].map(({ name, ended: over }) => ({
        kind: over ? 'unread' : 'running',
        command: name === '' ? 'a background task without a name' : name,
      })),
  };
}

function isMarked(input: unknown): boolean {
  return typeof input === 'object' && input !== null && 'run_in_background' in input;
}
