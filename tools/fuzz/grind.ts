import { isDeepStrictEqual } from 'node:util';
import { ok } from '../../src/base/result.js';
import { type Problem, problemLine } from '../../src/config/problem.js';
import { promptTemplate } from '../../src/grind/files/prompt-template.js';
import { readPrompt } from '../../src/grind/files/read-prompt.js';
import { readRotation } from '../../src/grind/files/read-rotation.js';
import { promptMetaSchema } from '../../src/grind/prompt.js';
import { rotationSchema } from '../../src/grind/rotation.js';
import { mutateText } from './mutate.js';
import type { Target } from './target.js';

const PROMPTS = [
  promptTemplate('lint-sweep'),
  '---\nname: docs\ndescription: d\nweight: 2\nevery: 3\ntags: [a, b]\nmetric: {command: [node, x.mjs], goal: max}\n---\nBody\n---\n',
];
const YAML = [
  'max_parallel: 2\nprompts:\n  - name: lint\n    weight_override: 2\n  - {name: docs, every_override: 3}\nhooks:\n  pre_session: npm ci\nbudgets:\n  max_cost_usd: 2.5\n  until: 2026-01-31T06:00:00Z\n',
  'pick: overdue\ndry_spell: 4\nprompts: []\n',
];
const TOML = [
  'max_parallel = 2\n[[prompts]]\nname = "lint"\nweight_override = 2\n[[prompts]]\nname = "docs"\n[hooks]\npre_session = """\nx\n"""\n[budgets]\nuntil = 2026-01-31T06:00:00Z\nmax_tokens = 5\n',
  'prompts = [{ name = "a" }, { name = "b", "every_override" = 2 }]\nbudgets.max_cost_usd = 1\n',
];
const MOST = { max_cost_usd: 2, until: '2026-01-01T00:00:00Z' };

/** What people write for grind. */
export const GRIND_TARGETS: readonly Target[] = [
  { name: 'prompt file', share: 4, make: (random) => mutateText(random, PROMPTS), check: checkPrompt },
  { name: 'rotation yaml', share: 3, make: (random) => mutateText(random, YAML), check: rotationCheck('n.yml') },
  { name: 'rotation toml', share: 3, make: (random) => mutateText(random, TOML), check: rotationCheck('n.toml') },
];

function checkPrompt(input: string): string | null {
  const read = readPrompt({ path: 'p.md', source: 'project', text: ok(input) });
  if (!read.ok) {
    return wrongWords(read.error.problems, input);
  }
  const { body, source: _, path: __, sha256: ___, ...meta } = read.value;
  if (!input.endsWith(`---\n${body}`)) {
    return 'the body is not what stands behind the front matter';
  }
  return isDeepStrictEqual(promptMetaSchema.parse(meta), meta) ? null : 'what was read is no front matter';
}

function rotationCheck(path: string): (input: string) => string | null {
  return (input) => {
    const read = readRotation({ path, text: ok(input) }, MOST);
    if (!read.ok) {
      return wrongWords(read.error, input);
    }
    const { name, ...rest } = read.value.rotation;
    const names = rest.prompts.map((prompt) => prompt.name);
    if (name !== 'n' || new Set(names).size !== names.length) {
      return 'a rotation with another name, or with a prompt twice';
    }
    return isDeepStrictEqual(rotationSchema.parse(rest), rest) ? null : 'what was read is no rotation';
  };
}

/** Every problem has a line of the file, words and a way out. */
function wrongWords(problems: readonly Problem[], input: string): string | null {
  const lines = input.split(/\r\n|\r|\n/).length;
  if (problems.length === 0) {
    return 'refused without a problem';
  }
  const odd = problems.find(({ line }) => line !== null && (line < 1 || line > lines + 1));
  if (odd !== undefined) {
    return `names line ${odd.line} of ${lines}`;
  }
  const mute = problems.some(({ message, suggestion }) => message.trim() === '' || (suggestion ?? '').trim() === '');
  const torn = problems.map(problemLine).find((line) => /[\n\r]/.test(line));
  return mute ? 'a problem without words' : torn === undefined ? null : `a problem of several lines: ${torn}`;
}
