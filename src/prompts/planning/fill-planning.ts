import { fillTemplate } from '../overrides/fill-override.js';
import type { PromptValues } from '../overrides/names.js';
import type { PromptTemplate } from '../overrides/parse-template.js';

/** A planning prompt with the repository's own text: what the answer must look like comes first, whatever that text says. */
export function fillPlanning(front: readonly string[], template: PromptTemplate, values: PromptValues): string {
  return `${[...front, fillTemplate(template, values)].join('\n\n')}\n`;
}
