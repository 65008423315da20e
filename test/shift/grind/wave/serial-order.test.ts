import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { RunFiles } from '../../../../src/land/run-files.js';
import { issued } from '../../../../src/run/advance.js';
import { carryWave } from '../../../../src/shift/grind/wave/carry-wave.js';
import { handOut } from '../../../../src/shift/grind/wave/hand-out.js';
import '../../../support/property-seed.js';
import { BRANCH, endOf, fileIn, parallel, prompts, type WaveScene, waveScene } from './scene.js';

const FILES = ['a.txt', 'b.txt'] as const;
const LINES = 12;
const BLANK = Array.from({ length: LINES }, (_, line) => `line ${line}`);
const BASE = Object.fromEntries(FILES.map((name) => [name, `${BLANK.join('\n')}\n`]));
const SESSIONS = 8;

interface Edit {
  readonly file: (typeof FILES)[number];
  readonly line: number;
}

/** What a session does, on whatever it finds: it puts its name on lines. */
function edited(text: string, edits: readonly Edit[], file: string, name: string): string {
  const lines = text.split('\n');
  return lines
    .map((line, at) => (edits.some((edit) => edit.file === file && edit.line === at) ? name : line))
    .join('\n');
}

const edit = fc.record({ file: fc.constantFrom(...FILES), line: fc.nat(LINES - 1) });
const eight = fc.array(fc.array(edit, { minLength: 1, maxLength: 3 }), { minLength: SESSIONS, maxLength: SESSIONS });

/** Works on until no session is left; `order`: in which order those of a wave come to their end. */
async function grind(world: WaveScene, plans: readonly (readonly Edit[])[], finishing: readonly number[]) {
  let { files } = world;
  for (let round = 0; round < 3 * SESSIONS; round += 1) {
    const decision = world.decide(files);
    if (decision.kind !== 'wave') {
      return { files, decision };
    }
    const out = await handOut(world.land, { ...files, record: issued(files.record, decision) });
    expect(out.kind).toBe('out');
    files = await wave(world, out.kind === 'out' ? out.files : files, plans, finishing);
  }
  throw new TypeError('the run does not come to its end');
}

async function wave(
  world: WaveScene,
  files: RunFiles,
  plans: readonly (readonly Edit[])[],
  finishing: readonly number[],
) {
  const decision = world.decide(files);
  const orders = decision.kind === 'wave' ? decision.orders : [];
  const gates = new Map(orders.map(({ nonce }) => [nonce, gate()]));
  const finished = carryWave(
    {
      ...world,
      tell: () => {},
      signal: new AbortController().signal,
      work: async (order) => {
        const seq = order.session?.seq ?? 0;
        const mine = plans[seq - 1] ?? [];
        const dir = await world.tree(order, {});
        const texts = FILES.map((name) => [name, edited(fileIn(dir, name) ?? '', mine, name, `s${seq}`)]);
        await world.tree(order, Object.fromEntries(texts));
        await gates.get(order.nonce)?.opened;
        return endOf(order, dir);
      },
      prove: () => undefined,
      steer: (record) => record,
      landed: async () => {},
    },
    files,
    orders,
  );
  const rank = (seq: number | undefined) => finishing.indexOf((seq ?? 0) - 1);
  for (const { nonce } of orders.toSorted((a, b) => rank(a.session?.seq) - rank(b.session?.seq))) {
    gates.get(nonce)?.open();
  }
  const end = await finished;
  expect(end.kind).toBe('landed');
  return end.kind === 'landed' ? end.files : files;
}

function gate(): { readonly opened: Promise<void>; readonly open: () => void } {
  let open = (): void => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open: () => open() };
}

const material = prompts({ docs: { max_runs: 4 }, lint: { max_runs: 4 } });

describe('eight sessions that change the same lines', () => {
  test('come to what some serial order of them comes to, whoever ends first; nothing is lost and nothing is left', async () => {
    const finishing = fc.shuffledSubarray(
      Array.from({ length: SESSIONS }, (_, at) => at),
      { minLength: SESSIONS },
    );
    await fc.assert(
      fc.asyncProperty(eight, finishing, async (plans, order) => {
        const world = await waveScene(BASE, material, parallel(SESSIONS));
        try {
          const { files, decision } = await grind(world, plans, order);
          expect(decision).toMatchObject({ kind: 'finish', stop: { reason: 'completed' } });
          expect(files.record.grind?.counts).toEqual({ ok: SESSIONS });
          const log = world.remoteGit('log', '--reverse', '--format=%s', `${world.base}..${BRANCH}`).split('\n');
          const landed = log.map((subject) => Number(/(\d{4})/.exec(subject)?.[1]));
          const commits = files.grind?.sessions.filter(({ commit }) => commit !== null) ?? [];
          expect(landed.toSorted()).toEqual(commits.map(({ seq }) => seq).toSorted());
          for (const name of FILES) {
            const serial = landed.reduce(
              (text, seq) => edited(text, plans[seq - 1] ?? [], name, `s${seq}`),
              BASE[name] ?? '',
            );
            expect(world.remoteGit('show', `${BRANCH}:${name}`)).toBe(serial.trimEnd());
          }
          expect(world.refs()).toEqual(['refs/heads/main', BRANCH, 'refs/heads/pitboss/ledger'].toSorted());
        } finally {
          await world.dispose();
        }
      }),
      { numRuns: 4 },
    );
  });
});
