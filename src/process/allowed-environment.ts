/** Passed on to agents, tests, setup and hooks: what finds programs, sets the language, names the machine. */
const PLAIN = new Set([
  'PATH',
  // Package managers keep their caches under it; a backend that must not see the real one overrides it.
  'HOME',
  'LANG',
  'LANGUAGE',
  'TZ',
  'TMPDIR',
  'USER',
  'LOGNAME',
  'SHELL',
  'TERM',
  // Certificate authorities of a company network.
  'NODE_EXTRA_CA_CERTS',
  'SSL_CERT_FILE',
  'SSL_CERT_DIR',
  'REQUESTS_CA_BUNDLE',
  'CURL_CA_BUNDLE',
  // Where set-up actions and version managers put tool chains and their caches.
  'JAVA_HOME',
  'GOROOT',
  'GOPATH',
  'GOCACHE',
  'GOMODCACHE',
  'CARGO_HOME',
  'RUSTUP_HOME',
  'RUSTUP_TOOLCHAIN',
  'PYENV_ROOT',
  'pythonLocation',
  'VIRTUAL_ENV',
  'LD_LIBRARY_PATH',
  'PKG_CONFIG_PATH',
  'DOTNET_ROOT',
  'GEM_HOME',
  'GEM_PATH',
  'BUNDLE_PATH',
  'PNPM_HOME',
  'COREPACK_HOME',
  'BUN_INSTALL',
  'DENO_DIR',
  'ANDROID_HOME',
  'npm_config_cache',
  // Tests change their behaviour on a runner; these say so without giving anything away.
  'CI',
  'GITHUB_ACTIONS',
  'RUNNER_OS',
  'RUNNER_ARCH',
  'RUNNER_TOOL_CACHE',
  // The runner finds and ends left-over processes by it.
  'RUNNER_TRACKING_ID',
]);

/** Passed on only when their value holds no user name or password. Programs read either case. */
const ADDRESSES = new Set(['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY', 'NO_PROXY', 'GOPROXY']);

const SECRET_NAME = /TOKEN|KEY|SECRET|PASSWORD|PASSWD|CREDENTIAL/i;

/** Never passed on, whoever asks: tokens of the workflow, its command files, the inputs of our own step. */
const FORBIDDEN =
  /^(?:ACTIONS_.*|INPUT_.*|GITHUB_(?:TOKEN|ENV|PATH|OUTPUT|STATE|STEP_SUMMARY)|GH_TOKEN|(?:GH|GITHUB)_ENTERPRISE_TOKEN)$/i;

/**
 * The environment that programs of the repository get: known harmless names, and `extra`. Everything else stays behind, so a
 * secret that a workflow sets under a name nobody thought of does too; `NODE_OPTIONS` and the like are ours, not theirs.
 * @param extra names to pass on as well, such as the model key of an agent; they may look like secrets, but names of the
 *   workflow's own credentials and command files are refused even here
 */
export function allowedEnvironment(
  env: Readonly<Record<string, string | undefined>>,
  extra: readonly string[],
): Record<string, string> {
  const asked = new Set(extra);
  const allowed: Record<string, string> = {};
  for (const [name, value] of Object.entries(env)) {
    if (value !== undefined && !FORBIDDEN.test(name) && (asked.has(name) || isHarmless(name, value))) {
      allowed[name] = value;
    }
  }
  return allowed;
}

/** Whether what stands in a variable of this name has to be kept from people's eyes. */
export function isSecretName(name: string): boolean {
  return SECRET_NAME.test(name);
}

function isHarmless(name: string, value: string): boolean {
  if (isSecretName(name)) {
    return false;
  }
  if (ADDRESSES.has(name.toUpperCase())) {
    return !holdsCredentials(value);
  }
  return PLAIN.has(name) || name.startsWith('LC_');
}

/** An address carries credentials exactly when it has a user part; a host list such as NO_PROXY never holds an `@`. */
function holdsCredentials(value: string): boolean {
  return value.includes('@');
}
