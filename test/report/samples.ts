import type { Plan } from '../../src/documents/plan.js';
import { type RunView, runView } from '../../src/report/run-view.js';
import type { RunRecord } from '../../src/run/record.js';
import { PLAN, record } from '../run/samples.js';

export const LINKS = {
  workflowUrl: 'https://github.test/o/r/actions/runs/5',
  pullRequest: { number: 9, url: 'https://github.test/o/r/pull/9' },
  repositoryUrl: 'https://github.test/o/r',
};

export function view(fields: Partial<RunRecord> = {}, plan: Plan = PLAN): RunView {
  return runView(record(fields), plan);
}

/** Whether every code fence and every folded block of a Markdown text is closed, by the rules of CommonMark. */
export function isClosed(markdown: string): boolean {
  let fence = 0;
  let details = 0;
  for (const line of markdown.split('\n')) {
    const run = /^ *(`{3,})[^`]*$/.exec(line)?.[1]?.length ?? 0;
    if (fence > 0) {
      fence = run >= fence && /^ *`+\s*$/.test(line) ? 0 : fence;
    } else {
      fence = run;
      const bare = line.replaceAll(/(`+)(?!`).*?[^`]\1(?!`)/g, '');
      details += bare.split('<details>').length - bare.split('</details>').length;
    }
  }
  return fence === 0 && details === 0;
}
