import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Octokit } from '@octokit/rest';
import { execa } from 'execa';
import { dump } from 'js-yaml';
import type { World } from '../../src/demo/world.js';
import type { RunRecord } from '../../src/run/record.js';
import { githubView } from './github-view.js';
import { ledgerReader } from './ledger-reader.js';
import { planOf, WORKFLOW } from './props.js';
import type { Actor, Scene, SceneOptions } from './scene-contract.js';
import { soon, until } from './until.js';

/** What agents get, and nobody else. */
export const MODEL_KEY = 'sk-model-key-0123456789-abcdef';

const OVER: readonly string[] = ['finished', 'halted', 'folded'];
const QUIET = { debug: ignore, info: ignore, warn: ignore, error: ignore };
function ignore(): void {}

export async function setScene(
  place: { readonly world: World; readonly dir: string; readonly name: string },
  options: SceneOptions,
): Promise<Scene> {
  const { world, name } = place;
  const { github, actions } = world;
  const actorOf = (login: string): Actor => {
    const { token, id } = github.addUser(login);
    return { login, id, octokit: new Octokit({ baseUrl: github.url, auth: token, log: QUIET }) };
  };
  const owner = actorOf('maintainer');
  const from = await mkdtemp(join(place.dir, 'files-'));
  await writeFiles(from, options);
  const { fullName } = await github.createRepository({
    owner: owner.login,
    name,
    from,
    private: options.private === true,
  });
  equip(world, fullName, options.app ?? 'installed');
  const at = { owner: owner.login, repo: name };
  const began = github.routeLog.length;
  const ledger = ledgerReader(github.server.git, fullName);
  const git = async (...args: string[]): Promise<string> =>
    (await execa('git', ['--git-dir', github.server.git.dir(fullName), ...args])).stdout;
  const openIssue = async (body: string): Promise<number> =>
    (await owner.octokit.rest.issues.create({ ...at, title: 'Carry out this plan', body })).data.number;
  const explain = (): string =>
    [
      ...actions
        .runs(fullName)
        .map((run) => `== ${run.title}: ${run.status} ${run.conclusion}\n${actions.log(run.id).slice(-4000)}`),
      ...github.deliveries
        .filter((each) => each.statusCode === 0)
        .map((each) => `== not delivered: ${each.event} at ${each.deliveredAt}: ${each.status}`),
    ].join('\n');
  const issue = await openIssue(typeof options.plan === 'string' ? options.plan : planOf(options.plan ?? 2));

  const standsStill = (statuses: readonly string[]): Promise<RunRecord> =>
    until(
      `the run in ${fullName} is ${statuses.join(' or ')}`,
      async () => {
        if (actions.runs(fullName).some((run) => run.status !== 'completed')) {
          return null;
        }
        await soon(github.idle());
        const record = await ledger.record();
        return record !== null && record.lease === null && statuses.includes(record.status) ? record : null;
      },
      explain,
    );

  const scene: Scene = {
    ...ledger,
    ...githubView(owner.octokit, at, issue),
    fullName,
    issue,
    owner,
    openIssue,
    person(login, level) {
      const actor = actorOf(login);
      github.setPermission(fullName, login, level);
      return actor;
    },
    async comment(body, where = {}) {
      const { octokit } = where.as ?? owner;
      const { data } = await octokit.rest.issues.createComment({ ...at, issue_number: where.issue ?? issue, body });
      return data.id;
    },
    async verdict(comment, where = issue) {
      const reaction = await until(
        `comment ${comment} is answered`,
        async () => (await scene.reactions(comment)).find((each) => each === '+1' || each === '-1') ?? null,
        explain,
      );
      const marker = `<!-- pitboss:v1 answer=${comment} -->`;
      const answers = (await scene.comments(where)).filter((each) => each.body.includes(marker));
      return { reaction, answer: answers[0]?.body.replace(marker, '').trim() ?? null };
    },
    async commits(record) {
      const text = await git(
        'log',
        '--reverse',
        '--format=%H%x00%s%x00%b%x00%an <%ae>%x01',
        `${record.base.sha}..${record.branch}`,
      );
      return text
        .split('\x01')
        .map((entry) => entry.trim().split('\0'))
        .flatMap(([sha = '', subject = '', body = '', author = '']) =>
          sha === '' ? [] : [{ sha, subject, body, author }],
        );
    },
    fileAt: (ref, path) => github.server.git.read(fullName, ref, path),
    refs: async (prefix) => (await git('for-each-ref', '--format=%(refname)', prefix)).split('\n').filter(Boolean),
    jobs: () => actions.runs(fullName),
    recorded: (count) =>
      until(
        `${count} runs of ${fullName} are recorded`,
        async () => {
          const known = await ledger.records();
          return known.length >= count ? known : null;
        },
        explain,
      ),
    async settled() {
      await until(
        `nothing moves in ${fullName}`,
        async () => {
          await soon(github.idle());
          return actions.runs(fullName).every((run) => run.status === 'completed') ? true : null;
        },
        explain,
      );
    },
    untilOver: (status) => standsStill(status === undefined ? OVER : [status]),
    apiCalls: (since = began) =>
      github.routeLog.slice(since).filter((entry) => !entry.caller.startsWith('user:') && !/\.git\//.test(entry.path)),
    mark: () => github.routeLog.length,
  };
  return scene;
}

async function writeFiles(dir: string, options: SceneOptions): Promise<void> {
  // Few scenes are about the auditor; those switch it on.
  const base = {
    agent: { backend: 'script' },
    tests: { command: ['true'] },
    audit: { enabled: false },
    sweep: { audit_enabled: false },
  };
  const config = typeof options.config === 'string' ? options.config : dump({ ...base, ...options.config });
  const script = { otherwise: { edits: [{ path: 'work/{unit}.txt', content: '{role}\n' }] }, ...options.script };
  const files = {
    'README.md': 'A repository.\n',
    '.github/workflows/pitboss.yml': await WORKFLOW,
    '.github/pitboss.yml': config,
    '.pitboss/agent-script.yml': dump(script),
    ...options.files,
  };
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(dir, path)), { recursive: true });
    await writeFile(join(dir, path), content);
  }
}

/** What an administrator sets up once. */
function equip({ github, actions }: World, fullName: string, app: 'installed' | 'beside' | 'none'): void {
  actions.setSecret(fullName, 'ANTHROPIC_API_KEY', MODEL_KEY);
  if (app === 'none') {
    return;
  }
  github.installApp(fullName);
  actions.setSecret(fullName, 'PITBOSS_APP_ID', String(github.app.id));
  actions.setSecret(fullName, 'PITBOSS_PRIVATE_KEY', github.app.privateKey);
  if (app === 'installed') {
    actions.setVariable(fullName, 'PITBOSS_APP', 'true');
  }
}
