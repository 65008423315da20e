/** The code of an error of the platform, such as `ENOENT`; empty for anything else. Errors of another realm count too. */
export function errorCode(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
}
