import type { RunRecord } from '../../src/run/record.js';
import type { Gate } from './gate.js';
import { phaseStep } from './props.js';
import type { Scene, SceneOptions } from './scene-contract.js';
import type { Stage } from './stage.js';

/** Two phases; the agent of the second has written its file when it stops at the gate. */
export async function stopInPhaseTwo(
  stage: Stage,
  config: Readonly<Record<string, unknown>> = {},
  app: NonNullable<SceneOptions['app']> = 'installed',
): Promise<{ readonly scene: Scene; readonly gate: Gate; readonly agent: number }> {
  const gate = await stage.gate();
  const scene = await stage.scene({
    app,
    config: { budgets: { max_total_usd: 100 }, limits: { dispatch_usd: 5 }, ...config },
    script: {
      steps: [
        phaseStep('02', {
          edits: [{ path: 'work/two.txt', content: 'kept\n' }],
          run: gate.run,
          usage: { input: 100, output: 10, usd: 0.25 },
        }),
      ],
    },
  });
  await scene.comment('/pitboss play');
  return { scene, gate, agent: await gate.arrived() };
}

/** Id of the workflow run that holds a run. */
export function holder(record: RunRecord | null): number {
  return Number(record?.lease?.workflow_run_id);
}
