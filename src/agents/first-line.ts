/** Which dispatch this is, from the prompt's first line. */
export interface DispatchName {
  readonly role: string;
  readonly unit: string;
  readonly attempt: number;
}

const FIRST_LINE = /^Pitboss dispatch: role=(\S+) unit=(\S+) attempt=([1-9]\d*)\s*$/;

/** Reads the prompt's first line; null when it is not one of ours. */
export function readDispatchName(prompt: string): DispatchName | null {
  const [, role, unit, attempt] = FIRST_LINE.exec(prompt.split('\n', 1)[0] ?? '') ?? [];
  return role && unit && attempt ? { role, unit, attempt: Number(attempt) } : null;
}
