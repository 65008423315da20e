import { readFile } from 'node:fs/promises';
import { ACTION_NAME } from '../../src/demo/world.js';
import type { Note, Scene } from './scene-contract.js';

/** The workflow that people copy, with this project in the place of their pinned copy. */
export const WORKFLOW = readFile(new URL('../../examples/workflow/pitboss.yml', import.meta.url), 'utf8').then((text) =>
  text.replaceAll('OWNER/pitboss@COMMIT', `${ACTION_NAME}@main`),
);

/** A plan with so many phases, counted from `first`. */
export function planOf(phases: number, first = 1): string {
  const ids = Array.from({ length: phases }, (_, index) => String(first + index).padStart(2, '0'));
  const sections = ids.map((id) => `# Phase ${id}: Step ${id}\n\nDo step ${id}.\n`);
  return [`---\ncurrent_phase: "${ids[0]}"\n---\n`, ...sections].join('\n');
}

/** A test command that fails while a file below `work/` says `broken`. */
export const RED_IF_BROKEN = '! grep -rq broken work';

/** A step of an agent script for one phase. */
export function phaseStep(
  phase: string,
  action: Readonly<Record<string, unknown>>,
  role = 'implementer',
): Readonly<Record<string, unknown>> {
  return { when: { role, unit: `phase/${phase}` }, ...action };
}

/** What the App or the workflow's own account wrote on an issue. */
export async function botComments(scene: Scene, issue?: number): Promise<readonly Note[]> {
  return (await scene.comments(issue)).filter((each) => each.author.endsWith('[bot]'));
}
