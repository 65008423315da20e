import { z } from 'zod';

/** An error of the Gemini API, as far as the CLI passes it on. */
export interface ApiError {
  readonly message: string;
  /** HTTP status; null where there was no answer, or none that tells. */
  readonly status: number | null;
  /** The machine's word for it, such as `API_KEY_INVALID` or `RESOURCE_EXHAUSTED`. */
  readonly reason: string | null;
}

const bodySchema = z.looseObject({
  error: z.looseObject({
    code: z.number().optional(),
    message: z.string().optional(),
    status: z.string().optional(),
    details: z.array(z.looseObject({ reason: z.string().optional() })).optional(),
  }),
});

/** The exit code is the HTTP status modulo 256: all that are of interest lie between 400 and 511. Null for any other code. */
export function statusOfExit(code: number | null): number | null {
  return code !== null && code >= 400 - 256 ? code + 256 : null;
}

/**
 * Reads `[API Error: …]`, which holds the API's own answer or only its message; null for a message that is no such error.
 * @param code the CLI's exit code, which carries the status where the message does not
 */
export function readApiError(message: string, code: number | null): ApiError | null {
  const text = /^\[API Error: ([\s\S]*?)\](?:\n[\s\S]*)?$/.exec(message.trim())?.[1];
  if (text === undefined) {
    return null;
  }
  const error = parseBody(text)?.error;
  return {
    message: error?.message ?? text,
    status: error?.code ?? statusOfExit(code),
    reason: error?.details?.find(({ reason }) => reason !== undefined)?.reason ?? error?.status ?? null,
  };
}

function parseBody(text: string): z.infer<typeof bodySchema> | null {
  try {
    return bodySchema.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}
