import type { Hub } from '../hub.js';
import type { Account } from '../state.js';
import { nodeId } from '../state.js';

export function userView(hub: Hub, account: Account): Record<string, unknown> {
  const url = `${hub.origin}/users/${account.login}`;
  return {
    login: account.login,
    id: account.id,
    node_id: nodeId('U', account.id),
    avatar_url: `${hub.origin}/avatars/${account.id}`,
    gravatar_id: '',
    url,
    html_url: `${hub.origin}/${account.login}`,
    followers_url: `${url}/followers`,
    repos_url: `${url}/repos`,
    events_url: `${url}/events{/privacy}`,
    type: account.type,
    user_view_type: 'public',
    site_admin: false,
  };
}

/** Numeric noreply address, the form GitHub attributes commits by. */
export function noreplyAddress(account: Account): string {
  return `${account.id}+${account.login}@users.noreply.github.com`;
}
