import { ok } from '../../../src/base/result.js';
import type { Config } from '../../../src/config/config.js';
import type { GrindRequest } from '../../../src/grind/grind-state.js';
import { type GrindPrompt, promptMetaSchema } from '../../../src/grind/prompt.js';
import { type GrindMaterial, rotationSchema } from '../../../src/grind/rotation.js';
import { type SessionRecord, sessionRecordSchema } from '../../../src/grind/session-record.js';
import { sessionPath } from '../../../src/ledger/paths.js';
import type { Trigger } from '../../../src/run/trigger.js';
import { AT, BOT } from '../../git/support.js';
import { LEDGER } from '../../land/support.js';
import { shellAgent } from '../../work/support.js';
import { type Shifted, type ShiftOptions, type ShiftScene, shiftScene } from '../support.js';

/** Writes a file of its own in each session, and a summary that names it. */
export const WRITES_OWN = shellAgent({
  implementer: `name="$PITBOSS_PROMPT_NAME-$PITBOSS_SESSION_SEQ"; echo "$name" > "$name.txt"; echo "wrote \${name}" > "$PITBOSS_SUMMARY_FILE"`,
});

type Meta = Partial<Omit<GrindPrompt, 'body' | 'source' | 'path' | 'sha256'>>;

export function promptOf(name: string, meta: Meta = {}): GrindPrompt {
  const checked = promptMetaSchema.parse({ name, description: name, ...meta });
  const path = `.pitboss/grind/prompts/${name}.md`;
  return { ...checked, body: `Do ${name}.\n`, source: 'project', path, sha256: name.padEnd(64, '0') };
}

/** A rotation of these prompts, each with the names of its entries only. */
export function materialOf(
  prompts: readonly GrindPrompt[],
  rotation: Readonly<Record<string, unknown>> = {},
): GrindMaterial {
  const entries = prompts.map(({ name }) => ({ name }));
  return { prompts, rotation: { name: 'nightly', ...rotationSchema.parse({ prompts: entries, ...rotation }) } };
}

export interface GrindScene extends ShiftScene {
  /** One shift on the run, with this material. */
  grind(material: GrindMaterial, options?: ShiftOptions): Promise<Shifted>;
  /** Every session's file on the ledger, by number. */
  sessions(): readonly SessionRecord[];
  ledgerFile(path: string): string | null;
  /** What a command that starts another run says of its beginning. */
  readonly starts: Pick<Trigger, 'plan' | 'base'>;
  /** What a person with a clone could do to the ledger; null removes the file. */
  editLedger(path: string, text: string | null): Promise<void>;
}

/** A remote on which a grind run was asked for. */
export async function grindScene(
  request: Partial<GrindRequest> = {},
  base: Record<string, string> = { 'a.txt': 'one\n' },
): Promise<GrindScene> {
  const play = { verb: 'grind', plan: null, grind_request: { rotation: null, budgets: {}, carry: false, ...request } };
  const scene = await shiftScene({ base, play: { ...play, verb: 'grind' } });
  const ledgerFile = (path: string): string | null => {
    const names = scene.remoteGit('ls-tree', '-r', '--name-only', LEDGER).split('\n');
    return names.includes(path) ? scene.remoteGit('show', `${LEDGER}:${path}`) : null;
  };
  return {
    ...scene,
    subjects: () => {
      const lines = scene.remoteGit('log', '--reverse', '--format=%s', `${scene.base}..pitboss/grind/${scene.runId}`);
      return lines === '' ? [] : lines.split('\n');
    },
    grind: (material, options = {}) =>
      scene.shift({ agent: WRITES_OWN, ...options, ports: { grind: async () => ok(material), ...options.ports } }),
    ledgerFile,
    starts: { plan: null, base: { ref: 'main', sha: scene.base } },
    async editLedger(path, text) {
      const repository = await scene.open({ name: 'by-hand' });
      const tip = (await repository.remoteTips([LEDGER])).get(LEDGER) ?? '';
      await repository.fetch([LEDGER]);
      const content = { files: new Map([[path, text]]) };
      const [to = ''] = await repository.commit([
        { parents: [tip], content, message: 'by hand', author: BOT, committer: BOT, at: AT },
      ]);
      await repository.push([{ ref: LEDGER, from: tip, to }]);
      await repository.close();
    },
    sessions: () =>
      scene
        .remoteGit('ls-tree', '-r', '--name-only', LEDGER, `runs/${scene.runId}/sessions/`)
        .split('\n')
        .filter((path) => path !== '')
        .map((path) => sessionRecordSchema.parse(JSON.parse(scene.remoteGit('show', `${LEDGER}:${path}`)))),
  };
}

export function sessionFile(runId: string, seq: number): string {
  return sessionPath(runId, seq);
}

/** Changes of the section about grind. */
export function withGrind(change: Partial<Config['grind']>): (config: Config) => Config {
  return (config) => ({ ...config, grind: { ...config.grind, ...change } });
}
