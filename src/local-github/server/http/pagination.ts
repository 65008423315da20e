import type { RouteReply } from '../../contract.js';
import type { Call } from '../call.js';

/** One page of a list, with GitHub's Link header; `per_page` is 30 by default and at most 100. */
export function paged<T>(call: Call, items: readonly T[], body: (page: readonly T[]) => unknown): RouteReply {
  const perPage = clamp(Number(call.query.get('per_page') ?? 30), 1, 100, 30);
  const page = clamp(Number(call.query.get('page') ?? 1), 1, Number.MAX_SAFE_INTEGER, 1);
  const last = Math.max(1, Math.ceil(items.length / perPage));
  const links = linkHeader(call, page, last);
  const content = body(items.slice((page - 1) * perPage, page * perPage));
  return { status: 200, body: content, headers: links === '' ? {} : { link: links } };
}

export function pageOf<T>(call: Call, items: readonly T[], view: (item: T) => unknown): RouteReply {
  return paged(call, items, (page) => page.map(view));
}

function linkHeader(call: Call, page: number, last: number): string {
  const links: string[] = [];
  const add = (target: number, rel: string): void => {
    const query = new URLSearchParams(call.query);
    query.set('page', String(target));
    links.push(`<${call.origin}${call.path}?${query.toString()}>; rel="${rel}"`);
  };
  if (page > 1) {
    add(Math.min(page - 1, last), 'prev');
  }
  if (page < last) {
    add(page + 1, 'next');
    add(last, 'last');
  }
  if (page > 1) {
    add(1, 'first');
  }
  return links.join(', ');
}

function clamp(value: number, low: number, high: number, otherwise: number): number {
  return Number.isFinite(value) ? Math.min(high, Math.max(low, Math.trunc(value))) : otherwise;
}
