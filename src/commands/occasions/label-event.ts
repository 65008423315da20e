import { z } from 'zod';
import { sha256 } from '../../base/digest.js';

/** A label that somebody put on an issue. */
export interface LabelEvent {
  readonly label: string;
  /** The same for every delivery of this event, and for every process that takes it up (I4). */
  readonly key: string;
  /** ISO 8601. */
  readonly at: string;
  readonly issue: { readonly number: number; readonly title: string; readonly url: string };
  readonly sender: { readonly login: string; readonly id: number };
}

/** The part of an `issues` payload that we read; webhooks and workflow events have the same shape. */
const payloadSchema = z.looseObject({
  action: z.literal('labeled'),
  label: z.looseObject({ name: z.string() }),
  issue: z.looseObject({
    number: z.number().int(),
    title: z.string(),
    html_url: z.string(),
    updated_at: z.iso.datetime({ offset: true }),
  }),
  sender: z.looseObject({ login: z.string(), id: z.number().int(), type: z.string().default('User') }),
});

/** What was put on by a person; null for everything else. Labels of bots start nothing. */
export function labelEventOf(payload: unknown): LabelEvent | null {
  const parsed = payloadSchema.safeParse(payload);
  if (!parsed.success || parsed.data.sender.type === 'Bot') {
    return null;
  }
  const { issue, sender } = parsed.data;
  const label = parsed.data.label.name;
  const at = new Date(issue.updated_at).toISOString();
  const digest = sha256(JSON.stringify([issue.number, label.toLowerCase(), at]));
  return {
    label,
    key: `label-${digest.slice(0, 32)}`,
    at,
    issue: { number: issue.number, title: issue.title, url: issue.html_url },
    sender: { login: sender.login, id: sender.id },
  };
}

const GRIND_LABEL = /^pitboss:grind(?:\/(.*))?$/i;

/** The rotation that a label asks for, `null` for the configured one; undefined for a label that is none of ours. */
export function rotationOfLabel(label: string): string | null | undefined {
  const found = GRIND_LABEL.exec(label);
  return found === null ? undefined : (found[1] ?? null);
}
