import { type FailureReader, nameList, numberIn } from './reader.js';

/** Mocha numbers its failures at the end; a title's parts stand on lines of their own, each further in. */
export function mochaReader(): FailureReader {
  const failing = nameList();
  let summaries = 0;
  let listing = false;
  let title: string[] | null = null;
  let unclosed = false;
  const counts = { passing: 0, pending: 0, failing: 0 };

  function close(): void {
    if (title !== null) {
      const text = title.join(' > ');
      unclosed ||= !text.endsWith(':');
      failing.add(text.replace(/:$/, ''));
      title = null;
    }
  }

  return {
    add(line) {
      const [, number, word] = /^ {2}(\d+) (passing|pending|failing)(?: \([^)]*\))?$/.exec(line) ?? [];
      if (word === 'passing' || word === 'pending' || word === 'failing') {
        summaries += word === 'passing' ? 1 : 0;
        counts[word] += numberIn(number);
        listing = word === 'failing';
        return;
      }
      if (!listing) {
        return;
      }
      const first = /^ {2}\d+\) (.+)$/.exec(line)?.[1];
      const more = /^ {7}(?: {2})*(\S.*)$/.exec(line)?.[1];
      if (title !== null && first === undefined && more !== undefined) {
        title.push(more);
        return;
      }
      close();
      title = first === undefined ? null : [first];
    },
    result() {
      close();
      if (summaries === 0) {
        return null;
      }
      const names = failing.all();
      const agrees = failing.added === counts.failing && names.length === failing.added;
      const complete = agrees && failing.whole && !unclosed;
      return { names, ran: counts.passing + counts.pending + counts.failing, complete };
    },
  };
}
