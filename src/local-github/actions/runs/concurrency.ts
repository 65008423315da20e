/** A run or a job that asks for a concurrency group. */
export interface Ticket {
  /** Called once when the group is its own. */
  readonly start: () => void;
  /** Called when it will never start: a newer one took its place, or the queue is full. */
  readonly evict: () => void;
  /** Called when it holds the group and a newer one does not want to wait. */
  readonly interrupt: () => void;
}

export interface GroupRequest {
  readonly repository: string;
  readonly group: string;
  readonly queue: 'single' | 'max';
  readonly cancelInProgress: boolean;
}

export interface GroupView {
  readonly name: string;
  readonly holder: Ticket;
  readonly pending: readonly Ticket[];
}

interface Group {
  readonly name: string;
  holder: Ticket | null;
  pending: Ticket[];
}

export interface Concurrency {
  request(ticket: Ticket, request: GroupRequest): void;
  /** Gives a place up, held or waiting; the next in line starts. */
  release(ticket: Ticket): void;
  groups(repository: string): readonly GroupView[];
}

/** Longest queue of `queue: max`; what comes after it is cancelled. */
const MAX_PENDING = 100;

/**
 * Concurrency groups of all repositories. One holder per group; group names ignore case. With `queue: single` a newer
 * request takes the place of the one that waits; with `queue: max` requests wait in order.
 */
export function createConcurrency(): Concurrency {
  const groups = new Map<string, Group>();

  function request(ticket: Ticket, wanted: GroupRequest): void {
    const key = `${wanted.repository}\n${wanted.group}`.toLowerCase();
    const group = groups.get(key) ?? { name: wanted.group, holder: null, pending: [] };
    groups.set(key, group);
    if (group.holder === null) {
      group.holder = ticket;
      ticket.start();
      return;
    }
    join(group, ticket, wanted);
    if (wanted.cancelInProgress) {
      group.holder.interrupt();
    }
  }

  function release(ticket: Ticket): void {
    for (const [key, group] of groups) {
      group.pending = group.pending.filter((item) => item !== ticket);
      if (group.holder === ticket) {
        group.holder = group.pending.shift() ?? null;
        group.holder?.start();
      }
      if (group.holder === null && groups.get(key) === group) {
        groups.delete(key);
      }
    }
  }

  function view(repository: string): readonly GroupView[] {
    const prefix = `${repository}\n`.toLowerCase();
    return [...groups.entries()].flatMap(([key, { name, holder, pending }]) =>
      key.startsWith(prefix) && holder !== null ? [{ name, holder, pending: [...pending] }] : [],
    );
  }

  return { request, release, groups: view };
}

function join(group: Group, ticket: Ticket, wanted: GroupRequest): void {
  if (wanted.queue === 'max') {
    if (group.pending.length >= MAX_PENDING) {
      ticket.evict();
    } else {
      group.pending.push(ticket);
    }
    return;
  }
  const displaced = group.pending;
  group.pending = [ticket];
  for (const item of displaced) {
    item.evict();
  }
}
