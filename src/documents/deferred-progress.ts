import { type Deferred, EMPTY_DEFERRED, openItems, parseDeferred } from './deferred.js';

/**
 * Whether somebody worked on deferred.md between two texts of it: a new item, an item ticked, a new block of work. White space,
 * order and deletions are no work.
 */
export function showsWork(beforeText: string, afterText: string): boolean {
  const [before, after] = [readOrEmpty(beforeText), readOrEmpty(afterText)];
  const known = new Map(before.items.map((item) => [item.text, item.done]));
  const blocks = new Set(before.phases.map((phase) => `${phase.sourcePhase}\n${phase.title}\n${phase.body.trim()}`));
  return (
    after.items.some((item) => !known.has(item.text) || (item.done && known.get(item.text) === false)) ||
    after.phases.some((phase) => !blocks.has(`${phase.sourcePhase}\n${phase.title}\n${phase.body.trim()}`))
  );
}

/** What somebody put off between two texts of deferred.md: new open items by their text, new phases by their title, in order. */
export function newlyDeferred(beforeText: string, afterText: string): readonly string[] {
  const [before, after] = [readOrEmpty(beforeText), readOrEmpty(afterText)];
  const items = new Set(before.items.map((item) => item.text));
  const phases = new Set(before.phases.map((phase) => phase.title));
  return [
    ...openItems(after).flatMap((item) => (items.has(item.text) ? [] : [item.text])),
    ...after.phases.flatMap((phase) => (phases.has(phase.title) ? [] : [phase.title])),
  ];
}

function readOrEmpty(text: string): Deferred {
  const parsed = parseDeferred(text);
  return parsed.ok ? parsed.value : EMPTY_DEFERRED;
}
