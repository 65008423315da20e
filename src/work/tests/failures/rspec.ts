import { type FailureReader, nameList, numberIn } from './reader.js';

/** RSpec, by the commands that it prints to run a failed example again; their line numbers move and are left out. */
export function rspecReader(): FailureReader {
  const failing = nameList();
  let summaries = 0;
  let outside = false;
  const counts = { red: 0, ran: 0 };

  return {
    add(line) {
      const [, file, title] = /^rspec '?(\S+?)(?::\d+|\[[\d:]+\])'? # (.+)$/.exec(line) ?? [];
      if (file !== undefined && title !== undefined) {
        failing.add(`${file} > ${title.trim()}`);
      }
      const totals = /^(\d+) examples?, (\d+) failures?/.exec(line);
      if (totals) {
        summaries += 1;
        counts.ran += numberIn(totals[1]);
        counts.red += numberIn(totals[2]);
        outside ||= /occurred outside of examples/.test(line);
      }
    },
    result() {
      if (summaries === 0) {
        return null;
      }
      const names = failing.all();
      const complete = counts.red === failing.added && names.length === failing.added && failing.whole && !outside;
      return { names, ran: counts.ran, complete };
    },
  };
}
