import { code, inert } from './markdown.js';

/** Says that there is a branch and no pull request: a run that looks complete would otherwise hide it. `message` is GitHub's. */
export function refusedPull(branch: string, message: string): string {
  return [
    `**No pull request:** GitHub refused to open it: ${inert(message)}`,
    `The branch ${code(branch)} is pushed, so you can open it yourself. For the next run allow it under Settings → Actions → General ("Allow GitHub Actions to create and approve pull requests"), or let Pitboss act as a GitHub App.`,
  ].join('\n\n');
}
