const MARKER = /<!-- pitboss:[^>\n]{1,300}-->/;

/** The hidden line that makes one of our comments recognisable, or null. */
export function markerOf(body: string): string | null {
  return MARKER.exec(body)?.[0] ?? null;
}
