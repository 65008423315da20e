import { afterEach } from '@jest/globals';
import type { Config } from '../../src/config/config.js';
import { runPath } from '../../src/ledger/paths.js';
import { DEFERRED_PATH } from '../../src/run/document-paths.js';
import { LEDGER } from '../land/support.js';
import { shellAgent } from '../work/support.js';
import { READ_ID, type Shifted, type ShiftScene, shiftScene } from './support.js';

export const DEFERRED = DEFERRED_PATH;

/** An agent that writes a file per phase and puts these items off in phase 01; `sweep` is what it does in a sweep. */
export function agent(items: readonly string[], sweep: string, more: { blocks?: string; auditor?: string } = {}) {
  const list = items.map((item) => `- [ ] ${item}\\n`).join('');
  return shellAgent({
    implementer: `
${READ_ID}
case "$first" in
*unit=phase/*)
  echo "$id" > "$id.txt"
  [ "$id" = 01 ] && printf '## Deferred items\\n\\n${list}${more.blocks ?? ''}' > ${DEFERRED}
  ;;
*)
  ${sweep}
  ;;
esac`,
    ...(more.auditor === undefined ? {} : { auditor: more.auditor }),
  });
}

const scenes: ShiftScene[] = [];
afterEach(() => {
  for (const scene of scenes.splice(0)) {
    scene.dispose();
  }
});

export async function open(options: Parameters<typeof shiftScene>[0]): Promise<ShiftScene> {
  const scene = await shiftScene(options);
  scenes.push(scene);
  return scene;
}

export const tick = (item: string) => `sed -i 's/^- \\[ \\] ${item}$/- [x] ${item}/' ${DEFERRED}`;
export const rules =
  (change: Partial<Config['sweep']>) =>
  (config: Config): Config => ({ ...config, sweep: { ...config.sweep, ...change } });

export const deferredOf = (scene: ShiftScene) =>
  scene.remoteGit('show', `${LEDGER}:${runPath(scene.runId, 'deferred.md')}`);
export const events = ({ told }: Shifted, kind: string) => told.filter((event) => event.kind === kind);
