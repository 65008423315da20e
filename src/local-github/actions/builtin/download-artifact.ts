import { cp, mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { globToRegExp } from '../glob.js';
import { failed, type StepCall, type StepOutcome, withInputs } from '../runner/step-call.js';

/** Stands in for actions/download-artifact: copies one artifact of this run, or all that fit a pattern into folders of their names. */
export async function downloadArtifact(call: StepCall): Promise<StepOutcome> {
  const { machine } = call.frame;
  const inputs = withInputs(call);
  const target = resolve(machine.workspace, inputs.path ?? '');
  const now = machine.parts.clock.now();
  const all = machine.parts.artifacts.of(machine.run.id).filter(({ expiresAt }) => now < expiresAt);
  const [name, pattern] = [inputs.name ?? '', inputs.pattern ?? ''];
  const wanted = all.filter((item) =>
    name !== '' ? item.name === name : pattern === '' || globToRegExp(pattern).test(item.name),
  );
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
