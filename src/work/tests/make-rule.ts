import type { Probe } from './probe.js';

/** A rule of a Makefile. */
export interface MakeRule {
  readonly file: string;
  /** Prerequisites and recipe, for comparing. */
  readonly text: string;
  /** What it runs, in order; prerequisites as calls of their own. */
  readonly runs: string;
}

const MAKEFILES = ['GNUmakefile', 'makefile', 'Makefile'] as const;
/** Targets before and after the wanted one share the rule; `test := x` is a variable. */
const HEAD = /^((?:[\w.-]+ +)*[\w.-]+) *::?(?![:=])(.*)$/;

/** The rule for a target, or null. A rule that stands there more than once is taken together. */
export async function makeRule(files: Probe, target: string): Promise<MakeRule | null> {
  const file = await files.firstFile(MAKEFILES);
  const lines = ((file === null ? null : await files.read(file)) ?? '').replaceAll('\\\n', ' ').split('\n');
  const needs: string[] = [];
  const recipe: string[] = [];
  let inside = false;
  let found = false;
  for (const line of lines) {
    const [, targets = '', rest = ''] = HEAD.exec(line) ?? [];
    if (targets !== '') {
      inside = targets.split(/ +/).includes(target);
      found ||= inside;
      needs.push(...(inside ? words(rest.split(/[;#]/)[0] ?? '') : []));
    } else if (line.startsWith('\t')) {
      recipe.push(...(inside ? [line.trim()] : []));
    } else if (line.trim() !== '' && !line.startsWith('#')) {
      inside = false;
    }
  }
  if (!found || file === null) {
    return null;
  }
  const commands = recipe.map((line) => line.replace(/^[@+-]+\s*/, '')).filter((line) => !line.startsWith('#'));
  return {
    file,
    text: [needs.join(' '), ...recipe].join('\n').trim(),
    runs: [...needs.map((need) => `make ${need}`), ...commands].join(' && '),
  };
}

function words(text: string): readonly string[] {
  return text
    .trim()
    .split(/\s+/)
    .filter((word) => /^[\w.-]+$/.test(word));
}
