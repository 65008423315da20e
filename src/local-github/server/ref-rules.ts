import type { Repository } from './state.js';

/** The message of the rule that protects a ref, in the words of GitHub's API; null when none does. */
export function refRuleMessage(repo: Repository, ref: string): string | null {
  const rule = repo.settings.protections.find(({ pattern }) => globPattern(pattern).test(ref));
  return rule === undefined ? null : `Repository rule violations found\n\n${rule.message}\n\n`;
}

/** Shell globs, as the push hook uses them: `*` also matches slashes. */
function globPattern(glob: string): RegExp {
  const source = glob
    .split('*')
    .map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replace(/\\\?/g, '.'))
    .join('.*');
  return new RegExp(`^${source}$`);
}
