import type { Config } from '../../config/config.js';
import type { Problem } from '../../config/problem.js';
import { readMaterial } from '../../grind/files/material.js';
import { plural } from '../../report/format.js';
import { type GrindPlaces, materialInTree } from '../grind/tree-material.js';
import { type Check, good, problem, warning } from './check.js';

/** Findings that are listed one by one. */
const MOST = 20;

/** What `pitboss grind` without arguments would work with; nothing where there is no prompt at all. */
export async function grindChecks(places: GrindPlaces, { grind }: Config): Promise<readonly Check[]> {
  const found = await materialInTree(places, null, grind);
  if (found.prompts.length === 0 && found.rotations.length === 0) {
    return [];
  }
  const { material, warnings } = readMaterial(found, grind.maximum);
  const findings = warnings.map(finding);
  const rest =
    findings.length <= MOST
      ? []
      : [
          warning('grind_prompts', {
            what: `${plural(findings.length - MOST, 'more finding')} in prompts and rotations.`,
            why: 'Only the first ones are shown here.',
            fix: '`pitboss prompts validate` names them all.',
          }),
        ];
  return [whole(material), ...findings.slice(0, MOST), ...rest];
}

function whole(material: ReturnType<typeof readMaterial>['material']): Check {
  if (!material.ok) {
    return problem('grind', {
      what: '`pitboss grind` has nothing to work with.',
      why: material.error.why,
      fix: '`pitboss prompts validate` names every fault; `pitboss prompts new <name>` writes a prompt to begin with.',
    });
  }
  const { prompts, rotation } = material.value;
  return good('grind', `grind: ${plural(prompts.length, 'prompt')}, rotation ${rotation.name}`);
}

/** A file with faults is passed over by a run that does not need it. */
function finding({ file, line, path, message, suggestion }: Problem): Check {
  return warning('grind_prompts', {
    what: `${line === null ? file : `${file}:${line}`}: ${path === '' ? 'the file' : path} ${message}.`,
    why: 'A run that does not name the prompt passes the file over.',
    fix: suggestion ?? '`pitboss prompts validate` says more.',
  });
}
