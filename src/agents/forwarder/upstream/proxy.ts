import http, { type ClientRequestArgs } from 'node:http';
import { PassThrough } from 'node:stream';
import tls from 'node:tls';
import { PitbossError } from '../../../base/pitboss-error.js';

/** Longest wait for a proxy, in milliseconds. */
const PROXY_TIME = 60_000;

type Environment = Readonly<Record<string, string>>;

/** The proxy that an environment names for this address; null for none. Addresses of this machine need none. */
export function proxyFor(url: URL, env: Environment): URL | null {
  const named = variable(env, url.protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY') ?? variable(env, 'ALL_PROXY');
  if (named === undefined || isLoopback(url.hostname) || isExcepted(url.hostname, variable(env, 'NO_PROXY') ?? '')) {
    return null;
  }
  const text = named.includes('://') ? named : `http://${named}`;
  return URL.canParse(text) && text.startsWith('http://') ? new URL(text) : null;
}

/** An environment in which programs reach this machine's own addresses without a proxy. */
export function reachingLoopback(env: Environment): Environment {
  if (Object.keys(env).every((name) => !/^(?:https?|all)_proxy$/i.test(name))) {
    return env;
  }
  const without = [variable(env, 'NO_PROXY'), '127.0.0.1'].filter(Boolean).join(',');
  return { ...env, NO_PROXY: without, no_proxy: without };
}

function variable(env: Environment, name: string): string | undefined {
  return env[name.toLowerCase()] || env[name] || undefined;
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(host);
}

function isExcepted(host: string, list: string): boolean {
  return list
    .split(',')
    .map((entry) =>
      entry
        .trim()
        .toLowerCase()
        .replace(/^\*?\./, ''),
    )
    .some((entry) => entry !== '' && (entry === '*' || host === entry || host.endsWith(`.${entry}`)));
}

type Connect = NonNullable<ClientRequestArgs['createConnection']>;

/** Opens a TLS connection to `url` through a proxy's tunnel. */
export function connectThrough(proxy: URL, url: URL): Connect {
  const target = `${url.hostname}:${url.port === '' ? 443 : url.port}`;
  return (_options, done) => {
    const asked = http.request({
      method: 'CONNECT',
      host: proxy.hostname,
      port: proxy.port,
      path: target,
      headers: { host: target },
      timeout: PROXY_TIME,
      agent: false,
    });
    // The signature wants a connection even where there is none.
    const failed = (error: Error): void => done(error, new PassThrough());
    asked.on('timeout', () => asked.destroy());
    asked.on('error', failed);
    asked.on('connect', ({ statusCode }, socket) => {
      if (statusCode === 200) {
        // From here on the request through it has its own time limit.
        socket.setTimeout(0);
        done(null, tls.connect({ socket, servername: url.hostname }));
      } else {
        socket.destroy();
        failed(refused(proxy, statusCode));
      }
    });
    asked.end();
    return undefined;
  };
}

function refused(proxy: URL, status = 0): PitbossError {
  return new PitbossError({
    code: 'proxy_refused',
    what: `The proxy ${proxy.host} opened no way to the model provider.`,
    why: `It answered with status ${status}.`,
    fix: 'Let it through there, or name another one in HTTPS_PROXY.',
  });
}
