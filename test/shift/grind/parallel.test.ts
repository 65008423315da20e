import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { shellAgent } from '../../work/support.js';
import { type GrindScene, grindScene, materialOf, promptOf, withGrind } from './support.js';

jest.setTimeout(60_000);

let world: GrindScene;
let meeting: string;
beforeEach(async () => {
  world = await grindScene();
  meeting = join(world.root, 'meeting');
  mkdirSync(meeting);
});
afterEach(() => world.dispose());

const FILE = 'echo "$PITBOSS_SESSION_SEQ" > "$PITBOSS_PROMPT_NAME-$PITBOSS_SESSION_SEQ.txt"';

/** Waits until so many agents are at work at once; an agent that stays alone gives up. */
function meet(count: number): string {
  return `: > "${meeting}/$PITBOSS_SESSION_SEQ"; tries=0
    while [ "$(ls "${meeting}" | wc -l)" -lt ${count} ]; do tries=$((tries+1)); [ $tries -gt 400 ] && exit 7; sleep 0.05; done`;
}

/** Writes down who else is at work. */
const LOOK = () =>
  `: > "${meeting}/at-$PITBOSS_SESSION_SEQ"; ls "${meeting}" | grep -c '^at-' > "${meeting}/seen-$PITBOSS_SESSION_SEQ"; rm "${meeting}/at-$PITBOSS_SESSION_SEQ"`;

const seen = () =>
  readdirSync(meeting)
    .filter((name) => name.startsWith('seen-'))
    .map((name) => readFileSync(join(meeting, name), 'utf8').trim());

const safe = (name: string, meta: Parameters<typeof promptOf>[1] = {}) =>
  promptOf(name, { parallel_safe: true, max_runs: 1, ...meta });

const several = (count: number) => withGrind({ max_parallel: count });

const statuses = () =>
  world.sessions().map(({ prompt, status, again }) => `${prompt} ${status}${again ? ' again' : ''}`);

/** Folders of the machine that worked last, other than those that every shift has. */
function clones(machine = 'machine-1'): readonly string[] {
  return readdirSync(join(world.root, machine)).filter((name) => /-\d{4}$/.test(name));
}

describe('prompts that may work side by side', () => {
  test('are at work at the same time, and land one after the other in the order of their numbers', async () => {
    const agent = shellAgent({ implementer: `${meet(3)}; ${FILE}` });
    const material = materialOf([safe('alpha'), safe('bravo'), safe('charlie')]);
    await world.grind(material, { agent, config: several(3) });
    expect(statuses()).toEqual(['alpha ok', 'bravo ok', 'charlie ok']);
    expect(world.subjects().map((subject) => /(\w+) session-(\d+)/.exec(subject)?.slice(1))).toEqual([
      ['alpha', '0001'],
      ['bravo', '0002'],
      ['charlie', '0003'],
    ]);
    expect(await world.record()).toMatchObject({ status: 'finished', orders: {}, lease: null });
    expect(clones()).toEqual([]);
    expect(world.remoteGit('for-each-ref', 'refs/pitboss')).toBe('');
  });

  test('that change the same lines run once more on what landed first, and are lost to nobody', async () => {
    const agent = shellAgent({
      implementer: `[ -e b.txt ] || { ${meet(2)}; }; echo "$PITBOSS_PROMPT_NAME" >> a.txt; echo x > b.txt`,
    });
    await world.grind(materialOf([safe('alpha'), safe('bravo')]), { agent, config: several(2) });
    expect(statuses()).toEqual(['alpha ok', 'bravo ok again']);
    expect(world.remoteGit('show', `pitboss/grind/${world.runId}:a.txt`)).toBe('one\nalpha\nbravo');
    // Both times were paid for.
    expect((await world.record()).usage.by_role.implementer?.dispatches).toBe(3);
  });

  test('are tested once more where others landed meanwhile, if their prompt is verified', async () => {
    const agent = shellAgent({
      implementer: `[ -e alpha.txt ] || { ${meet(2)}; }; echo x > "$PITBOSS_PROMPT_NAME.txt"`,
    });
    const material = materialOf([safe('alpha', { verify: true }), safe('bravo', { verify: true })]);
    const { told } = await world.grind(material, {
      agent,
      // Each is good for itself, and the two are not.
      config: (config) => ({
        ...several(2)(config),
        tests: { ...config.tests, command: '! { test -e alpha.txt && test -e bravo.txt; }', rerun_failed: 0 },
        retries: { ...config.retries, fixer_max_attempts: 0 },
      }),
    });
    expect(statuses()).toEqual(['alpha ok', 'bravo error again']);
    expect(told.flatMap((event) => (event.kind === 'session_started' ? [event.seq] : []))).toEqual([1, 2, 2]);
  });

  test('leave the others no room when one needs the tree for itself, in whatever order they come', async () => {
    const agent = shellAgent({ implementer: `${LOOK()}; ${FILE}` });
    const material = materialOf([promptOf('alone', { max_runs: 2 }), safe('beside', { max_runs: 2 })]);
    await world.grind(material, { agent, config: several(4) });
    expect(statuses()).toEqual(['alone ok', 'beside ok', 'alone ok', 'beside ok']);
    expect(seen()).toEqual(['1', '1', '1', '1']);
  });

  test('that nobody calls safe work one at a time, whatever room there is', async () => {
    const agent = shellAgent({ implementer: `${LOOK()}; ${FILE}` });
    await world.grind(materialOf([promptOf('alpha', { max_runs: 3 })]), { agent, config: several(4) });
    expect(statuses()).toHaveLength(3);
    expect(seen()).toEqual(['1', '1', '1']);
  });
});

describe('a wave that is cut short', () => {
  test('is kept whole, and the next shift goes on with each session where it stood', async () => {
    const stop = new AbortController();
    const wait = 'sleep 600';
    const agent = shellAgent({ implementer: `echo half > "$PITBOSS_PROMPT_NAME.txt"; ${meet(2)}; ${wait}` });
    const material = materialOf([safe('alpha'), safe('bravo')]);
    const waiting = world.grind(material, { agent, config: several(2), signal: stop.signal });
    while (readdirSync(meeting).length < 2) {
      await new Promise((resolve) => setImmediate(resolve));
    }
    stop.abort();
    await waiting;
    expect(await world.record()).toMatchObject({ status: 'halted', halt: { code: 'interrupted' }, lease: null });
    expect(Object.keys((await world.record()).orders)).toHaveLength(2);
    expect(clones()).toEqual([]);
    expect(world.subjects()).toEqual([]);

    await world.command('rebuy');
    const goesOn = shellAgent({
      implementer: 'test "$(cat "$PITBOSS_PROMPT_NAME.txt")" = half && echo whole > "$PITBOSS_PROMPT_NAME.txt"',
    });
    await world.grind(material, { agent: goesOn, config: several(2) });
    expect(statuses()).toEqual(['alpha ok', 'bravo ok']);
    expect(world.remoteGit('show', `pitboss/grind/${world.runId}:bravo.txt`)).toBe('whole');
    expect(world.remoteGit('for-each-ref', 'refs/pitboss')).toBe('');
  });

  test('by a crash leaves clones, which the next shift on that machine removes', async () => {
    for (const name of ['tree-0007', 'scratch-0007']) {
      mkdirSync(join(world.root, 'machine-x', name, 'deep'), { recursive: true });
    }
    await world.grind(materialOf([promptOf('alpha', { max_runs: 1 })]), { machine: 'machine-x' });
    expect(clones('machine-x')).toEqual([]);
    expect(existsSync(join(world.root, 'machine-x', 'tree'))).toBe(true);
  });
});
