import { execFileSync } from 'node:child_process';
import type { RunRecord } from '../../../src/run/record.js';
import type { Scene, World } from '../github/world.js';
import { ledgerForm } from './ledger-form.js';

/** Everything that people see of both runs on GitHub, and everything on the branches. */
export async function githubForm(
  world: World,
  scene: Scene,
): Promise<{ readonly form: string; readonly spentUsd: number }> {
  const { github, actions } = world.local;
  const dir = github.server.git.dir(scene.fullName);
  const git = (...args: string[]): string =>
    execFileSync('git', ['--git-dir', dir, ...args], { encoding: 'utf8' }).trimEnd();
  const { lines, records, spentUsd, anonymous } = ledgerForm(git);
  const pulls = await pullLines(scene);
  const seen = (line: string): string => pulls.named(visible(anonymous(line)));
  const issues = await Promise.all(scene.issues.map((issue) => issueLines(scene, issue)));
  const checks = await Promise.all(records.map((record) => checkLines(scene, record)));
  const unfinished = actions.runs(scene.fullName).filter((run) => run.status !== 'completed');
  return {
    spentUsd,
    form: [
      ...lines.filter(mayNotDiffer).map(pulls.named),
      ...[...issues, pulls.lines, ...checks].flat().filter(mayNotDiffer).map(seen),
      ...unfinished.map((run) => `unfinished workflow run ${run.title}`),
      ...github.unknownRoutes.map((route) => `unknown route ${route}`),
    ].join('\n'),
  };
}

/** What Pitboss wrote on an issue, and how it answered the commands there. */
async function issueLines({ octokit, at }: Scene, issue: number): Promise<readonly string[]> {
  const { data } = await octokit.rest.issues.listComments({ ...at, issue_number: issue, per_page: 100 });
  // Answers to commands depend on what stood in the queue just then.
  const ours = data.filter((each) => each.user?.login.endsWith('[bot]') && !each.body?.includes(' answer='));
  const commands = data.filter((each) => each.body?.startsWith('/pitboss play'));
  const reactions = await Promise.all(
    commands.map(({ id }) => octokit.rest.reactions.listForIssueComment({ ...at, comment_id: id })),
  );
  return [
    `issue ${issue}: ${ours.length} comments`,
    ...ours.flatMap((each) => (each.body ?? '').split('\n')),
    ...reactions.map(
      ({ data: found }) =>
        `reactions: ${found
          .map(({ content }) => content)
          .sort()
          .join(', ')}`,
    ),
  ];
}

async function pullLines({ octokit, at, issues }: Scene): Promise<{
  readonly lines: readonly string[];
  /** Numbers depend on which run came first. */
  readonly named: (text: string) => string;
}> {
  const { data } = await octokit.rest.pulls.list({ ...at, state: 'all' });
  const numbers = data.map(({ number }) => number).filter((number) => !issues.includes(number));
  const pattern = new RegExp(`(#|/pull/)(?:${numbers.join('|')})\\b`, 'g');
  const sorted = [...data].sort((a, b) => a.title.localeCompare(b.title));
  return {
    named: (text) => (numbers.length === 0 ? text : text.replaceAll(pattern, '$1PULL')),
    lines: [
      `${data.length} pull requests`,
      ...sorted.flatMap((pull) => [
        `pull request: ${pull.title}; ${pull.state}; draft ${pull.draft}; ${pull.head.ref} into ${pull.base.ref}`,
        ...(pull.body ?? '').split('\n'),
      ]),
    ],
  };
}

async function checkLines({ octokit, at }: Scene, { branch, issue }: RunRecord): Promise<readonly string[]> {
  try {
    const { data } = await octokit.rest.checks.listForRef({ ...at, ref: branch });
    return data.check_runs.map(
      ({ name, conclusion, output }) => `check for issue ${issue}: ${name}, ${conclusion}, ${output.title}`,
    );
  } catch (error) {
    return [`no checks for issue ${issue}: ${String(error)}`];
  }
}

/** What in texts for people may differ: commits, workflow runs, money, tokens, dispatches. */
const MAY_DIFFER: readonly (readonly [RegExp, string])[] = [
  [/\b(?:[0-9a-f]{40}|[0-9a-f]{12}|[0-9a-f]{7})\b/g, 'SHA'],
  [/\/actions\/runs\/\d+/g, '/actions/runs/JOB'],
  [/scene-\d+/g, 'SCENE'],
  [/\$\d+\.\d+(?: \(.*? of it reserved for work that was cut off\))?/g, 'MONEY'],
  [/[\d,.k]+ in \d+ dispatch(?:es)?/g, 'TOKENS'],
  [/\d+ dispatch(?:es)?/g, 'DISPATCHES'],
  // The column of dispatches in the table of phases.
  [/^(\|(?:[^|]*\|){4}) \d+ /, '$1 DISPATCHES '],
];

/** What a role used. An agent that was killed may have done all of its work, so that nobody of its role starts again. */
const OF_A_ROLE = /^\| (?:auditor|fixer|implementer) \|/;

/** A job that a person cancelled halts its run, which shows as a check, and the rebuy counts the last loop's sweeps anew. */
const OF_A_CANCEL = /^check for issue \d+: pitboss, action_required, halted: interrupted,|^ *"final_sweeps": \d+,?$/;

function mayNotDiffer(line: string): boolean {
  return !OF_A_ROLE.test(line) && !OF_A_CANCEL.test(line);
}

function visible(line: string): string {
  return MAY_DIFFER.reduce((text, [pattern, word]) => text.replace(pattern, word), line);
}
