/** One request as it was answered. */
export interface RouteLogEntry {
  readonly method: string;
  /** Without query, without the `/api/v3` prefix. */
  readonly path: string;
  /** 0 when the connection was cut on purpose. */
  readonly status: number;
  readonly ms: number;
  /** Kind of credential and login: `user:octocat`, `installation:pitboss[bot]`, `anonymous`. */
  readonly caller: string;
}
