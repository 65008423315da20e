import { type Deferred, type DeferredItem, type DeferredPhase, parseDeferred } from './parse-deferred.js';

export { type Deferred, type DeferredItem, type DeferredPhase, parseDeferred } from './parse-deferred.js';

/** What a run without left-over work has: it prints as an empty file. */
export const EMPTY_DEFERRED: Deferred = { items: [], phases: [] };

/** The canonical text: items first, then phases, empty sections left out. Printing what was read from it changes nothing. */
export function printDeferred(deferred: Deferred): string {
  const { items, phases } = deferred;
  return [
    items.length === 0 ? '' : `## Deferred items\n\n${items.map(printItem).join('')}`,
    items.length === 0 || phases.length === 0 ? '' : '\n',
    phases.length === 0 ? '' : `## Deferred phases\n\n${phases.map(printPhase).join('')}`,
  ].join('');
}

/** Without the items that are done; deferred phases stay. */
export function pruneDone(deferred: Deferred): Deferred {
  return { ...deferred, items: openItems(deferred) };
}

export function openItems(deferred: Deferred): readonly DeferredItem[] {
  return deferred.items.filter((item) => !item.done);
}

/** Texts of the open items of a deferred.md; none where it cannot be read. */
export function openTexts(text: string): readonly string[] {
  const deferred = parseDeferred(text);
  return deferred.ok ? openItems(deferred.value).map((item) => item.text) : [];
}

function printItem({ text, done }: DeferredItem): string {
  const box = `- [${done ? 'x' : ' '}]`;
  return `${box}${text === '' || text.startsWith('\n') ? '' : ' '}${text}\n`;
}

function printPhase({ sourcePhase, title, body }: DeferredPhase): string {
  return `### From phase ${sourcePhase}: ${title}\n${body}`;
}
