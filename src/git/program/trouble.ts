/** Texts by which git and GitHub say that we may not, as opposed to cannot right now. */
const REFUSALS = [
  /authentication failed/i,
  /invalid (username or|credentials)/i,
  /could not read (username|password)/i,
  /permission to .* denied/i,
  /returned error: (401|403|404|413)/i,
  /repository not found|repository '[^']*' not found/i,
  /does not appear to be a git repository/i,
  /write access to (this )?repository not granted/i,
  /transport '[^']*' not allowed/i,
  /dubious ownership/i,
] as const;

/** Why a network command failed as a whole: refused for good, or unreachable for now. */
export function trouble(failed: { readonly stderr: string; readonly timedOut: boolean }): 'refused' | 'unreachable' {
  if (failed.timedOut) {
    return 'unreachable';
  }
  return REFUSALS.some((pattern) => pattern.test(failed.stderr)) ? 'refused' : 'unreachable';
}

const MAX_REMOTE_TEXT = 4000;

/** What the remote itself said (`remote: …` lines), without progress noise, bounded. */
export function remoteText(stderr: string): string {
  const lines = stderr
    .split(/[\r\n]+/)
    .filter((line) => line.startsWith('remote:'))
    .map((line) => line.slice('remote:'.length).trim())
    .filter((line) => line !== '');
  return lines.join('\n').slice(0, MAX_REMOTE_TEXT);
}
