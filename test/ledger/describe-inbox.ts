import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { TriggerInbox } from '../../src/ledger/ledger.js';
import { trigger } from './support.js';

/** An empty repository without a ledger, and any number of independent writers to it. */
export interface InboxScene {
  writer(): Promise<TriggerInbox>;
  dispose(): Promise<void>;
}

/** What every inbox keeps, whatever it is made of. */
export function describeInbox(name: string, open: () => Promise<InboxScene>): void {
  describe(`the inbox over ${name}`, () => {
    let scene: InboxScene;
    beforeEach(async () => {
      scene = await open();
    });
    afterEach(() => scene.dispose());

    test('is empty before the first command', async () => {
      const state = await (await scene.writer()).read();
      expect({ ...state, runs: [...state.runs] }).toEqual({
        tip: null,
        triggers: [],
        runs: [],
        spend: new Map(),
        problems: [],
      });
    });

    test('keeps a command whole', async () => {
      const inbox = await scene.writer();
      const command = { ...trigger('k1'), later_field: { kept: true } };
      expect(await inbox.add(command)).toBe('added');
      const state = await (await scene.writer()).read();
      expect(state.triggers).toEqual([command]);
      expect(state.problems).toEqual([]);
    });

    test('takes a command once, from whichever writer', async () => {
      const [one, other] = [await scene.writer(), await scene.writer()];
      expect(await one.add(trigger('k1'))).toBe('added');
      expect(await one.add(trigger('k1'))).toBe('known');
      expect(await other.add(trigger('k1'))).toBe('known');
      expect((await other.read()).triggers).toHaveLength(1);
    });

    test('loses none of several writers at once', async () => {
      const writers = await Promise.all([scene.writer(), scene.writer(), scene.writer()]);
      const answers = await Promise.all(
        writers.flatMap((inbox, w) => [0, 1].map((n) => inbox.add(trigger(`w${w}-${n}`)))),
      );
      expect(answers).toEqual(Array.from({ length: 6 }, () => 'added'));
      const keys = (await (await scene.writer()).read()).triggers.map((one) => one.key);
      expect(keys).toEqual(['w0-0', 'w0-1', 'w1-0', 'w1-1', 'w2-0', 'w2-1']);
    });

    test('gives the same command of several writers at once to one of them', async () => {
      const writers = await Promise.all([scene.writer(), scene.writer(), scene.writer()]);
      const answers = await Promise.all(writers.map((inbox) => inbox.add(trigger('same'))));
      expect(answers.sort()).toEqual(['added', 'known', 'known']);
    });

    test('shows commands in the order of their events', async () => {
      const inbox = await scene.writer();
      await inbox.add(trigger('b', '2026-03-01T10:00:00Z'));
      await inbox.add(trigger('z', '2026-02-28T23:59:59Z'));
      await inbox.add(trigger('a', '2026-03-01T10:00:00Z'));
      expect((await inbox.read()).triggers.map((one) => one.key)).toEqual(['z', 'a', 'b']);
    });
  });
}
