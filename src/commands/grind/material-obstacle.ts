import type { Premises } from '../acceptance.js';
import { foreignCode } from '../answers/foreign-text.js';
import { rotationName } from './grind-runs.js';

const PROMPTS = '.pitboss/grind/prompts';
const ROTATIONS = '.pitboss/grind/rotations';

/** Why there is nothing to grind with on the default branch (Markdown). */
export async function materialObstacle({ ports, sha, config }: Premises, named: string | null): Promise<string | null> {
  const prompts = (config.ok ? config.grind.prompts_dir : undefined) ?? PROMPTS;
  const files = await ports.api.folder(prompts, sha);
  if (!(files ?? []).some(({ name }) => name.endsWith('.md'))) {
    return `There is no prompt to grind with: ${foreignCode(prompts)} on the default branch holds no file \`*.md\`.`;
  }
  const standard = config.ok ? config.grind.default_rotation : undefined;
  const rotation = rotationName(named, standard);
  if (named === null && standard === undefined) {
    return null;
  }
  const rotations = (await ports.api.folder(ROTATIONS, sha)) ?? [];
  const known = rotations.flatMap(({ name }) => /^(.+)\.(?:yml|yaml|toml)$/.exec(name)?.[1] ?? []);
  return known.includes(rotation)
    ? null
    : `There is no rotation ${foreignCode(rotation, 64)} below \`${ROTATIONS}\` on the default branch.${listed(known)}`;
}

function listed(known: readonly string[]): string {
  const shown = known.toSorted().slice(0, 20);
  return shown.length === 0 ? '' : ` There are: ${shown.map((name) => foreignCode(name, 64)).join(', ')}.`;
}
