import { PitbossError } from '../../base/pitboss-error.js';

/** A token for the remote, or null where none is needed. Asked for before each network command, so that it is never old. */
export type TokenProvider = () => Promise<string | null>;

/**
 * Where a repository comes from. A `path` is a repository of the user on this machine: its hooks do not run for us.
 * Everything else is a `url`, `file://` included, and is treated as a server.
 */
export type Remote =
  | { readonly kind: 'path'; readonly address: string }
  | { readonly kind: 'url'; readonly address: string; readonly http: boolean };

/** Understands `https://…`, `http://…` (loopback, or when `allowHttp` is set), `file://…` and absolute paths. */
export function parseRemote(address: string, allowHttp: boolean): Remote {
  if (address.startsWith('/')) {
    return { kind: 'path', address };
  }
  const url = URL.canParse(address) ? new URL(address) : null;
  if (url === null || !['https:', 'http:', 'file:'].includes(url.protocol)) {
    throw badRemote(
      address,
      'it is neither an https address nor an absolute path',
      'Use the https address of the repository.',
    );
  }
  if (url.username !== '' || url.password !== '') {
    throw badRemote(url.host, 'it carries credentials', 'Pass the token separately and take it out of the address.');
  }
  if (url.protocol === 'http:' && !allowHttp && !isLoopback(url.hostname)) {
    throw badRemote(address, 'plain http would show the token to the network', 'Use https.');
  }
  return { kind: 'url', address, http: url.protocol === 'http:' };
}

/** What a network command needs in its environment so that it can authenticate: nothing on disk, nothing in its arguments. */
export async function credentials(
  remote: Remote,
  token: TokenProvider,
): Promise<{ readonly env: Readonly<Record<string, string>>; readonly secrets: readonly string[] }> {
  const secret = remote.kind === 'url' && !remote.address.startsWith('file:') ? await token() : null;
  if (secret === null || secret === '') {
    return { env: {}, secrets: [] };
  }
  const basic = Buffer.from(`x-access-token:${secret}`, 'utf8').toString('base64');
  return {
    env: {
      GIT_CONFIG_COUNT: '1',
      GIT_CONFIG_KEY_0: `http.${new URL(remote.address).origin}/.extraheader`,
      GIT_CONFIG_VALUE_0: `Authorization: Basic ${basic}`,
    },
    secrets: [secret, basic],
  };
}

/** `--upload-pack` for a path: the program that serves a local repository gets none of our settings by itself. */
export function uploadPackArguments(remote: Remote): readonly string[] {
  return remote.kind === 'path' ? [`--upload-pack=git -c ${safeSetting(remote)} upload-pack`] : [];
}

/** `--receive-pack` for a path: a laptop's own hooks are for the user's pushes, not for ours. */
export function receivePackArguments(remote: Remote): readonly string[] {
  const settings = `-c core.hooksPath=/dev/null -c receive.autogc=false -c ${safeSetting(remote)}`;
  return remote.kind === 'path' ? [`--receive-pack=git ${settings} receive-pack`] : [];
}

/** git hands these two commands to a shell, hence the quotes. */
function safeSetting(remote: Remote): string {
  return `'safe.directory=${remote.address.replaceAll("'", "'\\''")}'`;
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d+){3}$/.test(hostname);
}

function badRemote(address: string, why: string, fix: string): PitbossError {
  return new PitbossError({
    code: 'git_bad_remote',
    what: `Pitboss cannot use the git remote ${address}.`,
    why: `As it stands, ${why}.`,
    fix,
  });
}
