/** What every commit of ours says besides its subject (docs/architecture.md, commits). */
export interface MessageParts {
  /** May hold untrusted text; control characters and line breaks become spaces. */
  readonly subject: string;
  readonly run: string;
  readonly unit: string;
  readonly nonce: string;
  readonly planSha256?: string | null;
  /** Who asked for the run; the numeric form survives a change of login. */
  readonly requester?: { readonly login: string; readonly id: number } | null;
}

const MAX_SUBJECT = 300;
const INVISIBLE = /[\p{Cc}\p{Zl}\p{Zp}\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+/gu;

/** A whole commit message, ending in a line feed: subject, blank line, trailers. */
export function commitMessage(parts: MessageParts): string {
  const trailers = [
    trailer('Pitboss-Run', parts.run),
    trailer('Pitboss-Unit', parts.unit),
    trailer('Pitboss-Nonce', parts.nonce),
  ];
  if (parts.planSha256) {
    trailers.push(trailer('Pitboss-Plan-Sha256', parts.planSha256));
  }
  // An id of 0 is nobody on GitHub: a person at a laptop, who is the commit's author already.
  if (parts.requester && parts.requester.id !== 0) {
    trailers.push(trailer('Co-authored-by', coAuthor(parts.requester)));
  }
  return `${cleanSubject(parts.subject)}\n\n${trailers.join('\n')}\n`;
}

/** The subject of a phase's commit. */
export function phaseSubject(id: string, title: string): string {
  return `[pitboss] phase ${id}: ${title}`;
}

/** The subject of a sweep's commit; `resolved` counts deferred items. */
export function sweepSubject(after: string, resolved: number): string {
  const what = resolved === 0 ? 'no items' : `${resolved} deferred items`;
  return `[pitboss] sweep after phase ${after}: ${what} resolved`;
}

/** The subject of a session's commit, as the original has it. */
export function sessionSubject(prompt: string, seq: string, runId: string): string {
  return `[pitboss/grind] ${prompt} session-${seq} (${runId})`;
}

/** The noreply address that GitHub counts as this account's. */
export function noreplyAddress(account: { readonly login: string; readonly id: number }): string {
  return `${account.id}+${account.login}@users.noreply.github.com`;
}

/** One line of visible text, at most 300 characters. */
export function cleanSubject(text: string): string {
  const clean = text.replaceAll(INVISIBLE, ' ').replaceAll(/ {2,}/g, ' ').trim();
  const characters = [...clean];
  return characters.length <= MAX_SUBJECT ? clean : `${characters.slice(0, MAX_SUBJECT - 1).join('')}…`;
}

/** Trailers of a message by name: only a last paragraph made of nothing else counts, and the first of equal names. */
export function parseTrailers(message: string): ReadonlyMap<string, string> {
  const paragraphs = message.trimEnd().split(/\n[ \t]*\n/);
  const lines = paragraphs.length < 2 ? [] : (paragraphs.at(-1) ?? '').split('\n');
  const pairs = lines.map((line) => /^([A-Za-z][A-Za-z0-9-]*): (.*)$/.exec(line));
  const trailers = new Map<string, string>();
  for (const [, name = '', value = ''] of pairs.some((pair) => pair === null) ? [] : pairs.map((pair) => pair ?? [])) {
    if (!trailers.has(name)) {
      trailers.set(name, value.trim());
    }
  }
  return trailers;
}

function coAuthor(account: { readonly login: string; readonly id: number }): string {
  const login = account.login.replaceAll(/[<>\s]/g, '');
  return `${login} <${noreplyAddress({ login, id: account.id })}>`;
}

function trailer(name: string, value: string): string {
  return `${name}: ${value.replaceAll(INVISIBLE, ' ').trim()}`;
}
