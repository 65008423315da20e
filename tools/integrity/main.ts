import { readCorpus } from '../../test/integrity/corpus.js';
import { measure, scoreTable } from '../../test/integrity/measure.js';

/** Prints how the rules do on the corpus. Cases that went wrong are named for the part that rules are written with. */
export function main(): number {
  for (const part of ['dev', 'held-out'] as const) {
    const cases = readCorpus(part);
    process.stdout.write(`${part}\n${scoreTable(cases)}\n\n`);
    if (part === 'dev') {
      process.stdout.write(
        measure(cases)
          .wrong.map((line) => `${line}\n`)
          .join(''),
      );
    }
  }
  return 0;
}
