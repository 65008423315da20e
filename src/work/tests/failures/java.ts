import { type FailureReader, nameList, numberIn } from './reader.js';

/** Maven's Surefire and Failsafe. */
export function surefireReader(): FailureReader {
  const failing = nameList();
  let summaries = 0;
  let skipped = false;
  const counts = { red: 0, ran: 0 };

  return {
    add(raw) {
      const line = raw.replace(/^\[(?:ERROR|INFO|WARNING)\] */, '');
      const totals = /^Tests run: (\d+), Failures: (\d+), Errors: (\d+), Skipped: \d+$/.exec(line);
      if (totals) {
        summaries += 1;
        counts.ran += numberIn(totals[1]);
        counts.red += numberIn(totals[2]) + numberIn(totals[3]);
      }
      const time = line.indexOf(' Time elapsed: ');
      if (time > 0 && /<<< (?:FAILURE|ERROR)!$/.test(line) && !line.startsWith('Tests run:')) {
        failing.add(line.slice(0, time).trim().replace(/ --$/, ''));
      }
      // A module that waits for a failed one is not tested at all; a forked JVM that died takes its tests along.
      skipped ||= /^\S.* \.{2,} SKIPPED/.test(line) || /The forked VM terminated|There was a timeout/.test(line);
    },
    result() {
      if (summaries === 0) {
        return null;
      }
      const names = failing.all();
      const complete = counts.red === failing.added && names.length === failing.added && failing.whole && !skipped;
      return { names, ran: counts.ran, complete };
    },
  };
}

/** Gradle's own test task. It counts only where something failed. */
export function gradleReader(): FailureReader {
  const failing = nameList();
  let task = '';
  let summaries = 0;
  let stopped = false;
  const counts = { red: 0, ran: 0 };

  return {
    add(line) {
      task = /^> Task (\S+)/.exec(line)?.[1] ?? task;
      if (/^[^\s>]/.test(line) && line.includes(' > ') && line.endsWith(' FAILED')) {
        failing.add(`${task} ${line.slice(0, -' FAILED'.length)}`.trim());
      }
      const totals = /^(\d+) tests? completed, (\d+) failed/.exec(line);
      if (totals) {
        summaries += 1;
        counts.ran += numberIn(totals[1]);
        counts.red += numberIn(totals[2]);
      }
      stopped ||= line.includes('Execution failed for task ') && /compile/i.test(line);
    },
    result() {
      if (summaries === 0) {
        return null;
      }
      const names = failing.all();
      const complete = counts.red === failing.added && names.length === failing.added && failing.whole && !stopped;
      return { names, ran: counts.ran, complete };
    },
  };
}
