// biome-ignore lint/suspicious/noControlCharactersInRegex: terminal sequences begin with one.
const SEQUENCES = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[@-Z\\^_])/g;

/** Takes whole terminal sequences out: without their first character alone they would leave `[31m` behind. */
export function withoutSequences(text: string): string {
  return text.replaceAll(SEQUENCES, '');
}

/** One line of foreign text as a terminal may show it: nothing in it moves the cursor, rewrites what stands there or turns it round. */
export function printable(line: string): string {
  return withoutSequences(line).replaceAll(/(?!\t)\p{Cc}|[\u202a-\u202e\u2066-\u2069]/gu, '');
}
