import type { LocalGithub } from '../../local-github/index.js';

export interface Calls {
  /** All requests to the API by Pitboss, in the App and in jobs; pushes and fetches are not among them. */
  readonly all: number;
  /** Writes from the comment up to the dispatch of the workflow. */
  readonly perCommand: number;
  /** Writes of the job. */
  readonly ofJob: number;
}

type Entry = LocalGithub['routeLog'][number];

/** Counts what stands in the route log after the first `from` entries. */
export function countCalls(log: readonly Entry[], from: number): Calls {
  const ours = log.slice(from).filter((entry) => !/^(?:user:|anonymous)/.test(entry.caller) && !isGit(entry));
  const dispatch = ours.findIndex((entry) => entry.method === 'POST' && entry.path.endsWith('/dispatches'));
  const upTo = dispatch === -1 ? ours.length : dispatch + 1;
  return {
    all: ours.length,
    perCommand: ours.slice(0, upTo).filter(isWrite).length,
    ofJob: ours.slice(upTo).filter(isWrite).length,
  };
}

function isGit({ path }: Entry): boolean {
  return /\.git\/(?:info\/refs|git-(?:upload|receive)-pack)$/.test(path);
}

/** Asking for a token changes nothing that anybody sees. */
function isWrite({ method, path }: Entry): boolean {
  return method !== 'GET' && method !== 'HEAD' && !path.endsWith('/access_tokens');
}
