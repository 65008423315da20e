import type { Api } from '../http/api.js';
import type { RateLimits } from '../http/rate-limits.js';
import { reply } from '../http/reply.js';

export function addMetaRoutes(api: Api, limits: RateLimits): void {
  api.any('GET', '/rate_limit', (call) => {
    const core = limits.view(call.credential);
    const resources = { core, graphql: { ...core, used: 0, remaining: core.limit } };
    // `rate` went away with API version 2026-03-10.
    return reply(200, call.apiVersion >= '2026-03-10' ? { resources } : { resources, rate: core });
  });
  api.any('GET', '/zen', () => ({ status: 200, body: Buffer.from('Keep it logically awesome.') }));
  api.any('GET', '/meta', () => reply(200, { verifiable_password_authentication: false, installed_version: '3.99.0' }));
  api.any('GET', '/', (call) => reply(200, { current_user_url: `${call.hub.origin}/user` }));
}
