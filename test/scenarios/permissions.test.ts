import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { botComments } from './props.js';
import type { Scene } from './scene-contract.js';
import { openStage, type Stage } from './stage.js';

let stage: Stage;
let open: Scene;
let closed: Scene;
beforeAll(async () => {
  stage = await openStage();
  // No plan: whoever may play is told so, and nothing starts.
  open = await stage.scene({ plan: 'Just words.' });
  closed = await stage.scene({ plan: 'Just words.', private: true });
});
/** A fresh process has all of its burst of writes; one that has written much paces itself. */
beforeEach(async () => {
  await stage.app().stop();
  await stage.startApp();
});
afterEach(() => expect(stage.world.github.unknownRoutes).toEqual([]));
afterAll(() => stage.close());

const LEVELS = ['none', 'read', 'triage', 'write', 'maintain', 'admin'] as const;
type Row = readonly [level: (typeof LEVELS)[number], mayPlay: boolean, mayRead: boolean];
const TABLE: Readonly<Record<'public' | 'private', readonly Row[]>> = {
  public: [
    ['none', false, false],
    ['read', false, false],
    ['triage', false, true],
    ['write', true, true],
    ['maintain', true, true],
    ['admin', true, true],
  ],
  private: [
    ['read', false, true],
    ['triage', false, true],
    ['write', true, true],
    ['maintain', true, true],
    ['admin', true, true],
  ],
};

const NEEDS_WRITE = 'This command needs the permission **write** on this repository; you have';
const ALL = '/pitboss play\n\n/pitboss status\n\n/pitboss help';

/** What a reply says to the command, by verb; a reply to one command has no headings. */
function parts(answer: string | null): Readonly<Record<string, string>> {
  const found = (answer ?? '').split(/^\*\*`\/pitboss (\w+)`\*\*$/m);
  const pairs = found.flatMap((verb, index) => (index % 2 === 1 ? [[verb, (found[index + 1] ?? '').trim()]] : []));
  return pairs.length === 0 ? { only: answer ?? '' } : Object.fromEntries(pairs);
}

describe('who may do what', () => {
  const rows = (['public', 'private'] as const).flatMap((kind) => TABLE[kind].map((row) => [kind, ...row] as const));

  test.each(rows)(
    'on a %s repository, a person with %s (play: %s, status and help: %s)',
    async (kind, level, ...may) => {
      const [mayPlay, mayRead] = may;
      const scene = kind === 'public' ? open : closed;
      const as = scene.person(`${kind}-${level}`, level);
      const { reaction, answer } = await scene.verdict(await scene.comment(ALL, { as }));
      // Without a plan, not even those who may play are served.
      expect(reaction).toBe('-1');
      if (mayRead) {
        const said = parts(answer);
        expect(Object.keys(said)).toEqual(['play', 'status', 'help']);
        expect(said.play).toContain(mayPlay ? 'There is no plan' : NEEDS_WRITE);
        expect(said.status).toContain('This issue has no runs');
        expect(said.help).toContain('/pitboss play');
      } else {
        expect(answer).toMatch(NEEDS_WRITE);
        expect(answer).not.toContain('\n');
        expect(await scene.verdict(await scene.comment('/pitboss status', { as }))).toEqual({
          reaction: '-1',
          answer: null,
        });
      }
      expect(await scene.triggers()).toEqual([]);
    },
  );

  test('on a private repository a stranger cannot even comment', async () => {
    const as = closed.person('stranger', null);
    await expect(closed.comment('/pitboss status', { as })).rejects.toMatchObject({ status: 404 });
  });

  test('a permission that GitHub does not tell is none', async () => {
    const as = open.person('public-write', 'write');
    const path = new RegExp(`^/repos/${open.fullName}/collaborators/public-write/permission$`);
    stage.world.github.faults.add({ path, status: 403, times: 50 });
    const { reaction, answer } = await open.verdict(await open.comment('/pitboss play', { as }));
    stage.world.github.faults.clear();
    expect(reaction).toBe('-1');
    expect(answer).toContain('The permission of public-write could not be checked, so nothing was started.');
  });
});

describe('what is no command', () => {
  const texts: number[] = [];

  /** Answers come in the order of the comments, so what comes before an answer has been dealt with. */
  async function nothingHappens(write: (scene: Scene) => Promise<unknown>): Promise<void> {
    const before = await botComments(open);
    const comment = await write(open);
    const probe = await open.comment('/pitboss status');
    await open.verdict(probe);
    const after = await botComments(open);
    const fresh = after.filter((each) => !before.some((old) => old.id === each.id) && each.id !== comment);
    expect(fresh.map((each) => each.body.includes(`answer=${probe}`))).toEqual([true]);
    expect(await open.triggers()).toEqual([]);
    if (typeof comment === 'number') {
      expect(await open.reactions(comment)).toEqual([]);
    }
  }

  test('what bots write', async () => {
    const token = stage.world.github.mintInstallationToken();
    await nothingHappens(async (scene) => {
      const response = await fetch(`${stage.world.github.url}/repos/${scene.fullName}/issues/${scene.issue}/comments`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}` },
        body: JSON.stringify({ body: '/pitboss play' }),
      });
      const made: { id?: number } = Object(await response.json());
      expect(response.status).toBe(201);
      return made.id;
    });
  });

  test('what an edit brings', async () => {
    await nothingHappens(async (scene) => {
      const [owner = '', repo = ''] = scene.fullName.split('/');
      const id = await scene.comment('Looks good.');
      await scene.owner.octokit.rest.issues.updateComment({ owner, repo, comment_id: id, body: '/pitboss play' });
      return id;
    });
  });

  test('what stands in code, quotes, HTML comments or the middle of a line', async () => {
    const bodies = [
      '```\n/pitboss play\n```',
      'Write:\n\n    /pitboss play',
      'Write `/pitboss play` to start.',
      '> /pitboss play\n\nNo, thank you.',
      '<!--\n/pitboss play\n-->',
      'Please write /pitboss play soon.',
    ];
    await nothingHappens(async (scene) => {
      for (const body of bodies.slice(1)) {
        const id = await scene.comment(body);
        texts.push(id);
      }
      return scene.comment(bodies[0] ?? '');
    });
    expect(await Promise.all(texts.map((id) => open.reactions(id)))).toEqual(texts.map(() => []));
  });

  test('several commands in one comment get one reply', async () => {
    const before = (await botComments(open)).length;
    const { reaction, answer } = await open.verdict(await open.comment('/pitboss play\n\nand\n\n/pitboss status'));
    expect(reaction).toBe('-1');
    expect(answer).toContain('There is no plan');
    expect(answer).toContain('**`/pitboss status`**');
    expect(await botComments(open)).toHaveLength(before + 1);
  });
});
