/** What the CLI prints at every start, whatever becomes of it: no part of a message. */
const NOISE =
  /^(?:Warning: 256-color|YOLO mode is enabled|Ripgrep is not available|\[STARTUP\] |Project hooks disabled|Approval mode overridden|\(node:\d+\) MaxListeners|\(Use `node --trace-warnings)/;

export function isNoise(line: string): boolean {
  return NOISE.test(line);
}

/** The line in which the CLI refuses one of its arguments; its whole help follows, so the end of standard error no longer has it. */
export function refusedArgument(line: string): string | null {
  return /^(?:Unknown arguments?: .{1,200}|Invalid values:)/.exec(line)?.[0] ?? null;
}
