import { fillTemplate } from '../overrides/fill-override.js';
import type { PromptValues } from '../overrides/names.js';
import type { PromptTemplate } from '../overrides/parse-template.js';
import { hardRules } from '../parts.js';
import { sweepRules } from './parts.js';

/** What stands in front of a repository's own text for a sweep, whatever that text says. */
interface Front {
  /** The dispatch line. */
  readonly first: string;
  /** What only this dispatch has to know. */
  readonly notes: readonly string[];
}

/** A sweep's prompt with the repository's own text: dispatch line, hard rules and those of a sweep, then the template with its values. */
export function ownText({ first, notes }: Front, template: PromptTemplate, values: PromptValues): string {
  const said = notes.filter((note) => note.trim() !== '');
  return `${[first, hardRules(), sweepRules(), ...said, fillTemplate(template, values)].join('\n\n')}\n`;
}

/** The phase that landed last, for a place inside of a line. */
export function afterPhase(after: string | null): string {
  return after ?? 'none';
}
