import type { Hub } from '../hub.js';
import { findAccount, nodeId } from '../state.js';
import { userView } from './user.js';

export function appView(hub: Hub): Record<string, unknown> {
  const { app } = hub.state;
  const owner = findAccount(hub.state, `${app.slug}[bot]`);
  return {
    id: app.id,
    client_id: app.clientId,
    slug: app.slug,
    node_id: nodeId('A', app.id),
    owner: owner === null ? null : userView(hub, owner),
    name: app.name,
    description: null,
    external_url: hub.origin,
    html_url: `${hub.origin}/apps/${app.slug}`,
    created_at: '2026-01-01T00:00:00Z',
    updated_at: '2026-01-01T00:00:00Z',
    permissions: app.permissions,
    events: [...(app.events ?? [])],
  };
}

/** The App GitHub Actions itself acts as. */
export function actionsAppView(): Record<string, unknown> {
  return { id: 15_368, slug: 'github-actions', name: 'GitHub Actions', node_id: nodeId('A', 15_368) };
}
