/** Names of the caller's environment that git may see: where programs, temporary files, proxies and certificates are. */
const PASSED_ON = [
  'PATH',
  'TMPDIR',
  'HTTP_PROXY',
  'HTTPS_PROXY',
  'NO_PROXY',
  'ALL_PROXY',
  'http_proxy',
  'https_proxy',
  'no_proxy',
  'all_proxy',
  'SSL_CERT_FILE',
  'SSL_CERT_DIR',
] as const;

const USUAL_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/**
 * Settings that every process of ours gets on its command line, where they beat every configuration file.
 * Together they switch off all that a tree or a user's set-up could make git run or rewrite.
 */
const SETTINGS = [
  'core.hooksPath=/dev/null',
  'core.fsmonitor=false',
  'core.untrackedCache=false',
  'core.splitIndex=false',
  'core.sparseCheckout=false',
  'core.symlinks=true',
  'core.fileMode=true',
  'core.autocrlf=false',
  'core.quotePath=false',
  'core.attributesFile=/dev/null',
  'core.excludesFile=/dev/null',
  'core.useReplaceRefs=false',
  'gc.auto=0',
  'maintenance.auto=false',
  'submodule.recurse=false',
  'fetch.recurseSubmodules=no',
  'push.recurseSubmodules=no',
  'push.followTags=false',
  'push.gpgSign=false',
  'advice.addEmbeddedRepo=false',
  'credential.helper=',
  'transfer.credentialsInUrl=die',
  'http.lowSpeedLimit=1',
  'http.lowSpeedTime=60',
  'protocol.allow=never',
  'protocol.https.allow=always',
  'protocol.file.allow=always',
] as const;

/** The `-c` arguments of every process. Plain http must be asked for: it shows credentials to the network. */
export function settingArguments(options: { readonly allowHttp: boolean; readonly safe: readonly string[] }): string[] {
  const settings = [
    ...SETTINGS,
    `protocol.http.allow=${options.allowHttp ? 'always' : 'never'}`,
    ...options.safe.map((directory) => `safe.directory=${directory}`),
  ];
  return settings.flatMap((setting) => ['-c', setting]);
}

/**
 * The whole environment of a git process. HOME is our own directory, so that neither `.gitconfig` nor `.netrc` of a user is found;
 * no `GIT_*` variable is inherited.
 */
export function hermeticEnvironment(
  home: string,
  caller: Readonly<Record<string, string | undefined>>,
): Record<string, string> {
  const passed: Record<string, string> = {};
  for (const name of PASSED_ON) {
    const value = caller[name];
    if (value !== undefined) {
      passed[name] = value;
    }
  }
  return {
    PATH: USUAL_PATH,
    ...passed,
    HOME: home,
    LC_ALL: 'C',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_ATTR_NOSYSTEM: '1',
    GIT_TERMINAL_PROMPT: '0',
    GIT_ASKPASS: '',
    GIT_NO_REPLACE_OBJECTS: '1',
    GIT_OPTIONAL_LOCKS: '0',
  };
}
