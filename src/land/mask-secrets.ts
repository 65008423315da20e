import type { RepositoryApi } from '../github/repository-api.js';
import { secretForms } from './secret-scan.js';

const REMOVED = '[secret removed]';

/** A text in which no form of a known secret stands any more. */
export type Mask = (text: string) => string;

/** A mask for these secrets. The list may grow: what is added to it is masked from then on. */
export function secretMask(secrets: readonly string[]): Mask {
  let known = 0;
  let forms: readonly string[] = [];
  return (text) => {
    if (secrets.length !== known) {
      known = secrets.length;
      forms = secretForms(secrets).map((form) => form.toString());
    }
    return forms.reduce((clean, form) => clean.replaceAll(form, REMOVED), text);
  };
}

/**
 * A copy of plain data with every string in it masked; keys stay. For data that is yet to be rendered: quoting and escaping
 * change a secret into forms that nobody foresees.
 */
export function maskedStrings<T>(data: T, mask: Mask): T;
export function maskedStrings(data: unknown, mask: Mask): unknown {
  if (typeof data === 'string') {
    return mask(data);
  }
  if (Array.isArray(data)) {
    return data.map((item: unknown) => maskedStrings(item, mask));
  }
  if (typeof data === 'object' && data !== null) {
    return Object.fromEntries(Object.entries(data).map(([key, value]) => [key, maskedStrings<unknown>(value, mask)]));
  }
  return data;
}

/** The API with a guard on everything that people will read: output of tests and agents finds its way into halts and titles (I9). */
export function maskedApi(api: RepositoryApi, mask: Mask): RepositoryApi {
  return {
    ...api,
    comment: (issue, body) => api.comment(issue, mask(body)),
    editComment: (id, body) => api.editComment(id, mask(body)),
    createPull: (pull) => api.createPull({ ...pull, title: mask(pull.title), body: mask(pull.body) }),
    editPull: (number, change) =>
      api.editPull(number, {
        ...(change.title === undefined ? {} : { title: mask(change.title) }),
        ...(change.body === undefined ? {} : { body: mask(change.body) }),
      }),
    createCheck: (check) => api.createCheck({ ...check, title: mask(check.title), summary: mask(check.summary) }),
  };
}
