import { type FailureReader, nameList, numberIn } from './reader.js';

const SUMMARY = /^=* ?((?:\d+ [a-z]+(?:, )?)+) in [\d.]+s(?: \([\d:.]+\))? ?=*$/;

/** pytest, by its short summary and its last line. */
export function pytestReader(): FailureReader {
  const failing = nameList();
  let summaries = 0;
  let stopped = false;
  const counts = { red: 0, all: 0 };

  return {
    add(line) {
      const listed = /^(FAILED|ERROR) (\S.*)$/.exec(line)?.[2];
      if (listed !== undefined) {
        failing.add(nodeId(listed));
      }
      // Collection that broke off, `-x` and `--maxfail` leave tests out.
      stopped ||= /^!{3,} /.test(line);
      const summary = SUMMARY.exec(line)?.[1];
      if (summary !== undefined) {
        summaries += 1;
        for (const [, number, word] of summary.matchAll(/(\d+) ([a-z]+)/g)) {
          counts.red += /^(?:failed|errors?)$/.test(word ?? '') ? numberIn(number) : 0;
          counts.all += /^(?:warnings?|deselected|reruns?)$/.test(word ?? '') ? 0 : numberIn(number);
        }
      }
    },
    result() {
      if (summaries === 0) {
        return null;
      }
      const names = failing.all();
      const complete = counts.red === failing.added && names.length === failing.added && failing.whole && !stopped;
      return { names, ran: counts.all, complete };
    },
  };
}

/** Without the message behind it. Parameters may hold anything, so a name in brackets rather takes too much than too little. */
function nodeId(listed: string): string {
  const message = listed.indexOf(' - ');
  const open = listed.indexOf('[', listed.indexOf('::'));
  if (message === -1 || open === -1 || open > message) {
    return message === -1 ? listed : listed.slice(0, message);
  }
  const close = listed.lastIndexOf('] - ');
  return close === -1 ? listed : listed.slice(0, close + 1);
}
