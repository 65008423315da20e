import { failed, type StepCall, type StepOutcome, withInputs } from '../runner/step-call.js';
import { findArtifactFiles } from './artifact-files.js';

/** Stands in for actions/upload-artifact: copies the files into the folder of the run. */
export async function uploadArtifact(call: StepCall): Promise<StepOutcome> {
  const { machine } = call.frame;
  const { parts, run } = machine;
  const inputs = withInputs(call);
  const path = inputs.path ?? '';
  if (path.trim() === '') {
    return failed(call, 'Input required and not supplied: path');
  }
  const found = findArtifactFiles(path, machine.workspace, inputs['include-hidden-files'] === 'true');
  if (found.files.length === 0) {
    return nothingFound(call, path, inputs['if-no-files-found'] ?? 'warn');
  }
  const name = inputs.name === undefined || inputs.name === '' ? 'artifact' : inputs.name;
  const added = await parts.artifacts.add({
    ...{ runId: run.id, name, root: found.root, files: found.files },
    overwrite: inputs.overwrite === 'true',
    retentionDays: Number(inputs['retention-days'] ?? 0),
  });
  if (!added.ok) {
    return failed(call, added.error);
  }
  machine.log(`Artifact ${name} has been successfully uploaded: ${found.files.length} file(s)`);
  const url = `${parts.server.url}/${run.repository}/actions/runs/${run.id}/artifacts/${added.value.id}`;
  return { outcome: 'success', outputs: { 'artifact-id': String(added.value.id), 'artifact-url': url } };
}

function nothingFound(call: StepCall, path: string, reaction: string): StepOutcome {
  const message = `No files were found with the provided path: ${path}. No artifacts will be uploaded.`;
  if (reaction === 'error') {
    return failed(call, message);
  }
  if (reaction === 'ignore') {
    call.frame.machine.log(message);
  } else {
    call.annotate('warning', message);
  }
  return { outcome: 'success', outputs: {} };
}
