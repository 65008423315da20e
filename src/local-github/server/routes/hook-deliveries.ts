import type { RouteReply } from '../../contract.js';
import type { Call } from '../call.js';
import type { Api } from '../http/api.js';
import { pageOf } from '../http/pagination.js';
import { notFound, reply } from '../http/reply.js';
import type { Hub } from '../hub.js';
import type { Delivery } from '../webhooks/deliveries.js';
import { asApp } from './app.js';

export function addHookDeliveryRoutes(api: Api): void {
  api.any(
    'GET',
    '/app/hook/config',
    asApp((call) => reply(200, { url: call.hub.state.app.webhookUrl, content_type: 'json' })),
  );
  api.any('GET', '/app/hook/deliveries', asApp(list));
  api.any('GET', '/app/hook/deliveries/:id', asApp(show));
  api.any('POST', '/app/hook/deliveries/:id/attempts', asApp(again));
}

function find(call: Call): Delivery | undefined {
  return call.hub.parts.deliveries.log.find((each) => each.id === Number(call.params.id));
}

function summary(hub: Hub, delivery: Delivery): Record<string, unknown> {
  return {
    id: delivery.id,
    guid: delivery.guid,
    delivered_at: delivery.deliveredAt,
    redelivery: delivery.redelivery,
    duration: delivery.durationMs / 1000,
    status: delivery.status,
    status_code: delivery.statusCode,
    event: delivery.event,
    action: delivery.action,
    installation_id: hub.state.app.installationId,
    repository_id: delivery.repositoryId,
    throttled_at: null,
  };
}

/** Newest first. */
function list(call: Call): RouteReply {
  return pageOf(call, [...call.hub.parts.deliveries.log].reverse(), (each) => summary(call.hub, each));
}

function show(call: Call): RouteReply {
  const delivery = find(call);
  if (delivery === undefined) {
    return notFound();
  }
  const request = { headers: delivery.requestHeaders, payload: delivery.payload };
  const response = { headers: {}, payload: delivery.responseBody };
  return reply(200, { ...summary(call.hub, delivery), url: call.hub.state.app.webhookUrl, request, response });
}

function again(call: Call): RouteReply {
  const delivery = call.hub.parts.deliveries.redeliver(Number(call.params.id));
  return delivery === null ? notFound() : reply(202, {});
}
