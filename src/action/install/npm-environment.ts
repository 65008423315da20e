import { allowedEnvironment } from '../../process/allowed-environment.js';

/** Settings of npm that say where packages come from and how to get there; npm reads them in either case. */
const SETTINGS = [
  'registry',
  'userconfig',
  'globalconfig',
  'cafile',
  'ca',
  'strict_ssl',
  'proxy',
  'http_proxy',
  'https_proxy',
  'noproxy',
].map((name) => `npm_config_${name}`);

/** A user's .npmrc takes the registry's own credential from these, as actions/setup-node writes it. */
const REGISTRY_CREDENTIALS = ['NODE_AUTH_TOKEN', 'NPM_TOKEN'];

/** With a user name in them they stay behind everywhere else. */
const PROXIES = ['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY'];

/**
 * What npm gets when it installs an agent CLI: what programs get anyway, and its own way to the registry, credentials for it
 * included, since no code of a package runs meanwhile. No token of GitHub's and no model key.
 */
export function npmEnvironment(env: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const settings = Object.keys(env).filter((name) => SETTINGS.includes(name.toLowerCase()));
  const proxies = Object.keys(env).filter((name) => PROXIES.includes(name.toUpperCase()));
  return allowedEnvironment(env, [...settings, ...proxies, ...REGISTRY_CREDENTIALS]);
}
