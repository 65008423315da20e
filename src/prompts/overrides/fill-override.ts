import { deferredGrammar, hardRules } from '../parts.js';
import type { PromptValues } from './names.js';
import type { PromptTemplate } from './parse-template.js';

/** What stands in front of a repository's own text, whatever that text says. */
export interface Front {
  /** The dispatch line. */
  readonly first: string;
  /** For the grammar of deferred.md. */
  readonly phaseId: string;
  /** What only this dispatch has to know, such as that the one before changed nothing. */
  readonly notes: readonly string[];
}

/** A prompt with the repository's own text: dispatch line and hard rules first, then the template with its values. */
export function fillOverride(front: Front, template: PromptTemplate, values: PromptValues): string {
  const text = fillTemplate(template, values);
  const parts = [front.first, hardRules(), deferredGrammar(front.phaseId), ...front.notes, text];
  return `${parts.join('\n\n')}\n`;
}

/** A template with its values in it, without blank lines around it. */
export function fillTemplate(template: PromptTemplate, values: PromptValues): string {
  return template.pieces
    .map((piece) => (piece.kind === 'text' ? piece.text : (values[piece.name] ?? '')))
    .join('')
    .trim();
}
