import type { RepositoryApi } from '../github/repository-api.js';
import { secretForms } from './secret-scan.js';

const REMOVED = '[secret removed]';

/** A text in which no form of a known secret stands any more. */
export type Mask = (text: string) => string;

export function secretMask(secrets: readonly string[]): Mask {
  const forms = secretForms(secrets).map((form) => form.toString());
  return (text) => forms.reduce((clean, form) => clean.replaceAll(form, REMOVED), text);
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
