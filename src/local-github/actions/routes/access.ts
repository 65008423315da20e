import type { Caller, RouteCall, RouteHandler, RouteReply } from '../../contract.js';

const WRITERS = new Set(['write', 'maintain', 'admin']);

/** `owner/name` of the addressed repository. */
export function repositoryOf(call: RouteCall): string {
  return `${call.params.owner ?? ''}/${call.params.repo ?? ''}`;
}

/** Lets a call through when its caller may read or write under one permission; answers as GitHub where not. */
export function guarded(permission: string, level: 'read' | 'write', handler: RouteHandler): RouteHandler {
  return async (call) => refusal(call.auth, permission, level) ?? (await handler(call));
}

function refusal(caller: Caller, permission: string, level: 'read' | 'write'): RouteReply | null {
  if (caller.kind === 'anonymous' && level === 'write') {
    return message(401, 'Requires authentication');
  }
  if (caller.kind === 'app') {
    return message(401, 'A JSON web token cannot be used here: mint an installation token.');
  }
  if (caller.kind === 'installation' || caller.kind === 'job') {
    const granted = caller.permissions[permission];
    const enough = granted === 'write' || granted === 'admin' || (level === 'read' && granted === 'read');
    return enough ? null : message(403, 'Resource not accessible by integration');
  }
  if (caller.level === 'none') {
    return message(404, 'Not Found');
  }
  return level === 'read' || WRITERS.has(caller.level) ? null : message(403, 'Must have admin rights to Repository.');
}

export function message(status: number, text: string): RouteReply {
  return { status, body: { message: text, documentation_url: 'https://docs.github.com/rest', status: String(status) } };
}

/** Login under which a call acts. */
export function actorOf(caller: Caller): string {
  return caller.login ?? (caller.kind === 'job' ? 'github-actions[bot]' : 'ghost');
}

/** One page of a list, by `per_page` (30, at most 100) and `page`. */
export function pageOf<T>(items: readonly T[], query: URLSearchParams): readonly T[] {
  const size = Math.min(Math.max(Number(query.get('per_page') ?? 30) || 30, 1), 100);
  const page = Math.max(Number(query.get('page') ?? 1) || 1, 1);
  return items.slice((page - 1) * size, page * size);
}
