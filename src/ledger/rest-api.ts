import { z } from 'zod';

/** The slice of Octokit that the inbox uses: one request by its documented route. `new Octokit()` fits as it is. */
export interface RestClient {
  request(
    route: string,
    parameters?: Record<string, unknown>,
  ): Promise<{ readonly status: number; readonly data: unknown }>;
}

/** What became of one request, as far as the inbox must tell. */
export type Answer =
  | { readonly kind: 'ok'; readonly data: unknown }
  /** The server said no; `message` is its own text. */
  | { readonly kind: 'refused'; readonly status: number; readonly message: string }
  /** Nobody knows whether it was carried out: 5xx, a timeout, a broken connection. */
  | { readonly kind: 'unknown'; readonly message: string };

const requestErrorSchema = z.looseObject({ status: z.number(), message: z.string() });

/** Makes one request; every way it can end is a value. */
export async function ask(client: RestClient, route: string, parameters: Record<string, unknown>): Promise<Answer> {
  try {
    const response = await client.request(route, parameters);
    return { kind: 'ok', data: response.data };
  } catch (error) {
    const known = requestErrorSchema.safeParse(error);
    // Octokit gives a connection that broke the status 500.
    if (known.success && known.data.status >= 400 && known.data.status < 500) {
      return { kind: 'refused', status: known.data.status, message: known.data.message };
    }
    return { kind: 'unknown', message: error instanceof Error ? error.message : String(error) };
  }
}
