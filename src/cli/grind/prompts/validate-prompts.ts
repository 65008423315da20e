import { resolve } from 'node:path';
import { stableJson } from '../../../base/stable-json.js';
import { CONFIG_FILE } from '../../../commands/ports.js';
import { problemLine } from '../../../config/problem.js';
import { readYaml } from '../../../config/read-yaml.js';
import { type NamedRotation, validate } from '../../../grind/files/validate.js';
import { printable } from '../../../report/printable.js';
import type { Setting } from '../../init/init.js';
import { promptsIn, rotationsIn } from '../tree-material.js';
import type { LookOptions } from './prompts-commands.js';
import { onlyFolder, type PromptsPlace, promptsPlace } from './prompts-place.js';

/** `pitboss prompts validate`: every fault of prompts and rotations, one line each. Returns the exit code. */
export async function validatePrompts({ terminal, places }: Setting, options: LookOptions): Promise<number> {
  const place = await promptsPlace(terminal, places.cwd);
  const named = options.promptsDir === undefined ? null : resolve(places.cwd, options.promptsDir);
  const found = await promptsIn({ root: place.root, home: places.env.HOME, promptsDir: onlyFolder(place, named) });
  const rotations = await rotationsIn(place.root);
  const validation = validate({
    prompts: found.prompts,
    rotations: rotations.files,
    most: place.config.maximum,
    named: namedRotations(place),
  });
  const problems = [...found.problems, ...rotations.problems, ...validation.problems];
  const errors = problems.filter(({ severity }) => severity === 'error').length;
  if (options.json === true) {
    const counts = { prompts: validation.prompts, rotations: validation.rotations, errors };
    terminal.out(
      stableJson({ schema: 1, command: 'prompts validate', ok: errors === 0, ...counts, problems }).trimEnd(),
    );
    return errors === 0 ? 0 : 1;
  }
  for (const problem of problems) {
    terminal.err(printable(problemLine(problem)));
  }
  const valid = rotations.files.length === 0 ? '' : ` ${validation.rotations} rotation(s) ok,`;
  terminal.out(`${validation.prompts} prompt(s) ok,${valid} ${errors} error(s)`);
  return errors === 0 ? 0 : 1;
}

/** Rotations that the configuration relies on. */
function namedRotations({ config, configText }: PromptsPlace): readonly NamedRotation[] {
  const yaml = readYaml(configText ?? '');
  const at = (rotation: string | undefined, path: readonly PropertyKey[]): readonly NamedRotation[] => {
    const line = yaml.ok ? yaml.value.lineOf(path) : null;
    return rotation === undefined ? [] : [{ rotation, file: CONFIG_FILE, key: path.join('.'), line }];
  };
  return [
    ...at(config.default_rotation, ['grind', 'default_rotation']),
    ...config.schedules.flatMap(({ rotation }, index) => at(rotation, ['grind', 'schedules', index, 'rotation'])),
  ];
}
