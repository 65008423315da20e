export type { HubEvent, LocalServer, RouteCall, RouteHandler, RouteReply } from './contract.js';
export type { Fault } from './server/http/faults.js';
export type { RouteLogEntry } from './server/http/route-log.js';
export type { LocalGithub, LocalGithubOptions, RepositorySettings } from './server/local-github.js';
export { startLocalGithub } from './server/local-github.js';
export type { Delivery } from './server/webhooks/deliveries.js';
