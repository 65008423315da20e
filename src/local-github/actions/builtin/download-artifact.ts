import { cp, mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { failed, type StepCall, type StepOutcome, withInputs } from '../runner/step-call.js';

/** Stands in for actions/download-artifact: copies one artifact of this run, or all of them into folders of their names. */
export async function downloadArtifact(call: StepCall): Promise<StepOutcome> {
  const { machine } = call.frame;
  const inputs = withInputs(call);
  const target = resolve(machine.workspace, inputs.path ?? '');
  const all = machine.parts.artifacts.of(machine.run.id);
  const name = inputs.name ?? '';
  const wanted = name === '' ? all : all.filter((item) => item.name === name);
  if (name !== '' && wanted.length === 0) {
    return failed(call, `Unable to download artifact(s): Artifact not found for name: ${name}`);
  }
  for (const artifact of wanted) {
    const folder = name === '' && inputs['merge-multiple'] !== 'true' ? join(target, artifact.name) : target;
    await mkdir(folder, { recursive: true });
    await cp(artifact.directory, folder, { recursive: true });
    machine.log(`Artifact ${artifact.name} downloaded: ${artifact.files.length} file(s)`);
  }
  return { outcome: 'success', outputs: { 'download-path': target } };
}
