/** Where a git remote lies on GitHub, and where the API that belongs to it answers. */
export interface GithubPlace {
  readonly host: string;
  readonly owner: string;
  readonly repo: string;
  readonly apiUrl: string;
}

/** `git@host:owner/repo.git`, as git and GitHub write it. */
const SCP = /^(?:[^@/\s]+@)?([^:/\s]+):(?!\/\/)([^\s]+)$/;
const WEB = new Set(['https:', 'http:']);
const PATH = /^\/?([\w.-]+)\/([\w.-]+?)(?:\.git)?\/?$/;

/**
 * Reads the address of a remote; null where it names no `owner/repo` on a host. `apiUrl` is used as it is where it is given
 * (`GITHUB_API_URL`); else it follows from the host: github.com has one of its own, a server of one's own has it below `/api/v3`.
 */
export function githubPlace(remoteUrl: string, apiUrl: string | undefined): GithubPlace | null {
  const address = addressOf(remoteUrl);
  const [, owner, repo] = PATH.exec(address?.path ?? '') ?? [];
  if (address === null || owner === undefined || repo === undefined) {
    return null;
  }
  const { host, origin } = address;
  const usual = host === 'github.com' ? 'https://api.github.com' : `${origin}/api/v3`;
  return { host, owner, repo, apiUrl: apiUrl === undefined || apiUrl === '' ? usual : apiUrl };
}

interface Address {
  readonly host: string;
  /** Scheme, host and port of the web side. */
  readonly origin: string;
  readonly path: string;
}

function addressOf(remoteUrl: string): Address | null {
  const [, scpHost, scpPath] = SCP.exec(remoteUrl) ?? [];
  if (scpHost !== undefined && scpPath !== undefined) {
    return secure(scpHost, scpPath);
  }
  if (!URL.canParse(remoteUrl)) {
    return null;
  }
  const url = new URL(remoteUrl);
  if (url.hostname === '') {
    return null;
  }
  return WEB.has(url.protocol)
    ? { host: url.hostname, origin: `${url.protocol}//${url.host}`, path: url.pathname }
    : secure(url.hostname, url.pathname);
}

/** GitHub answers SSH on a second host as well, for networks that let only port 443 through. */
function secure(sshHost: string, path: string): Address {
  const host = sshHost === 'ssh.github.com' ? 'github.com' : sshHost;
  return { host, origin: `https://${host}`, path };
}
