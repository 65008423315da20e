/** One answer of the API, before a schema has looked at its data. */
export interface ApiResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | number | undefined>>;
  readonly data: unknown;
}

/** What every Octokit offers (Probot's, the Actions toolkit's, the plain one): a route with parameters in, an answer out. */
export interface Octokit {
  request(route: string, parameters?: Record<string, unknown>): Promise<ApiResponse>;
  graphql(query: string, variables?: Record<string, unknown>): Promise<unknown>;
}

/** The version whose answers the schemas of this room describe. */
export const API_VERSION = '2022-11-28';

/** No request may hang: after this long the connection counts as lost. */
export const REQUEST_TIMEOUT_MS = 15_000;
