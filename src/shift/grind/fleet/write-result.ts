import { mkdir, rm, stat, writeFile } from 'node:fs/promises';
import { stableJson } from '../../../base/stable-json.js';
import type { Config } from '../../../config/config.js';
import { maskedStrings, secretMask } from '../../../land/mask-secrets.js';
import type { LandPorts, RunFiles } from '../../../land/run-files.js';
import { wipCommit } from '../../../land/wip-commit.js';
import { handedOver, type SessionResult } from '../../../run/grind/session-result.js';
import { halts } from '../../../run/halts.js';
import type { Halt } from '../../../run/record.js';
import type { DetachedEnd } from '../wave/detached-end.js';
import { artifactFiles, LONGEST_BUNDLE } from './artifact.js';

interface Writing {
  readonly land: LandPorts;
  readonly files: RunFiles;
  readonly config: Config;
  /** Becomes the artifact. */
  readonly folder: string;
}

/**
 * Puts what a session came to into the folder that is uploaded: its result, and its tree as a bundle. A tree that holds a secret is
 * not uploaded, and the run halts. False where there is nothing to tell, because the run is somebody else's now.
 */
export async function writeResult(writing: Writing, end: DetachedEnd): Promise<boolean> {
  const worked = handedOver(end.result);
  if (worked === null) {
    return false;
  }
  const { land, files, folder } = writing;
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const tree = await bundled(writing, end);
  const result: SessionResult = {
    schema: 1,
    run_id: files.record.run_id,
    seq: end.order.session?.seq ?? 0,
    nonce: end.order.nonce,
    commit: tree.commit,
    ...(tree.problem === null ? worked : withProblem(worked, tree.problem)),
  };
  const mask = secretMask(land.secrets);
  await writeFile(artifactFiles(folder).result, mask(stableJson(maskedStrings(result, mask))));
  return true;
}

interface Bundled {
  readonly commit: string | null;
  readonly problem: Halt | null;
}

const secret = halts.secretFound(['the tree of the session']);

async function bundled({ land, files, config, folder }: Writing, end: DetachedEnd): Promise<Bundled> {
  const { order, dir, result } = end;
  if (dir === null) {
    return { commit: null, problem: null };
  }
  if (end.judged?.problem?.code === secret.code) {
    return { commit: null, problem: end.judged.problem };
  }
  const { progress } = result;
  const { snapshot } = end;
  const wip = await wipCommit(land, {
    ...{ before: files, order, progress, dir, config, bundleFile: '' },
    ...(snapshot === undefined ? {} : { snapshot }),
  });
  if (wip.kind !== 'made') {
    return { commit: null, problem: wip.kind === 'secret' ? secret : halts.unsafeTree(['the tree cannot be read']) };
  }
  const { bundle } = artifactFiles(folder);
  await land.repository.bundle(wip.sha, order.base, bundle);
  const { size } = await stat(bundle);
  if (size <= LONGEST_BUNDLE) {
    return { commit: wip.sha, problem: null };
  }
  await rm(bundle);
  const problem = halts.unsafeTree([`packed, it has ${size} bytes, and ${LONGEST_BUNDLE} can be handed over`]);
  return { commit: null, problem };
}

/** A secret concerns the whole run; a tree that cannot be handed over only this session. */
function withProblem(
  { progress, end }: Pick<SessionResult, 'progress' | 'end'>,
  problem: Halt,
): Pick<SessionResult, 'progress' | 'end'> {
  const { code, what, why, fix } = problem;
  if (code === secret.code) {
    return { progress, end: { kind: 'refusal', halt: { code, what, why, fix } } };
  }
  return end.kind === 'session'
    ? { progress, end: { ...end, outcome: { ...end.outcome, status: 'error', code, summary: `${what} ${why}` } } }
    : { progress, end };
}
