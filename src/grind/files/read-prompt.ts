import { sha256 } from '../../base/digest.js';
import { fail, ok, type Result } from '../../base/result.js';
import { inOrder, type Located, repeatedKeys } from '../../config/diagnose/place-problem.js';
import type { Problem } from '../../config/problem.js';
import { readYaml } from '../../config/read-yaml.js';
import { type GrindPrompt, PROMPT_NAME, type PromptSource, promptMetaSchema } from '../prompt.js';
import { checkKeys } from './check-keys.js';
import { type FoundFile, fileProblem } from './found-file.js';

export interface PromptFile extends FoundFile {
  readonly source: PromptSource;
}

/** A file that is no prompt, with everything that is wrong with it. */
export interface BadPrompt {
  readonly path: string;
  /** The name that it would have, as far as that can be told; else that of the file. */
  readonly name: string;
  readonly problems: readonly Problem[];
}

const FENCE = '---\n';
const SHOWN = '`pitboss prompts new <name>` writes a file to begin with.';

const FIXES = {
  name: 'Write for instance `name: lint-sweep`.',
  description: 'Write for instance `description: Mends what the linter finds`.',
  weight: 'Write a whole number from 1, such as `weight: 2`, or leave the key out.',
  every: 'Write a whole number from 1, such as `every: 3`, or leave the key out.',
  max_runs: 'Write a whole number, such as `max_runs: 5`, or leave the key out for no limit.',
  verify: 'Write `verify: true`, or leave the key out.',
  parallel_safe: 'Write `parallel_safe: true`, or leave the key out.',
  tags: 'Write a list of words, such as `tags: [docs]`, or leave the key out.',
  max_session_seconds: 'Write whole seconds from 1 to 86400, such as `max_session_seconds: 900`, or leave the key out.',
  max_session_cost_usd:
    'Write US dollars from 0, such as `max_session_cost_usd: 1.5`, or leave the key out for no cap.',
  metric: 'Write a section with `command` and `goal`, or leave the key out.',
  'metric.command': 'Write a command whose last line is a number, such as `command: node count.mjs`.',
  'metric.goal': 'Write `goal: min` or `goal: max`.',
  'metric.min_improvement': 'Write a number from 0, such as `min_improvement: 0.5`, or leave the key out.',
};

/** Reads a prompt file: front matter between two lines of three dashes, then the body, which is kept byte for byte. */
export function readPrompt(file: PromptFile): Result<GrindPrompt, BadPrompt> {
  const bad = (problems: readonly Problem[], name: unknown = null) =>
    fail({ path: file.path, name: namedBy(name) ?? stem(file.path), problems });
  if (!file.text.ok) {
    return bad([fileProblem(file.path, null, file.text.error.message, file.text.error.fix)]);
  }
  const text = file.text.value;
  const parts = split(text);
  if (parts === null) {
    return bad([fenceProblem(file.path, text)]);
  }
  // The opening line stays as a comment, so that lines are those of the file.
  const yaml = readYaml(`#\n${parts.frontMatter}`);
  if (!yaml.ok) {
    return bad([fileProblem(file.path, yaml.error.line ?? 1, yaml.error.message, `Correct it; ${SHOWN}`)]);
  }
  const { data, lineOf, repeated } = yaml.value;
  const located: Located = { file: file.path, lineOf: (path) => lineOf(path) ?? 1 };
  const meta = checkKeys(located, data, { schema: promptMetaSchema, fixes: FIXES });
  if (!meta.ok || repeated.length > 0) {
    return bad(inOrder([...repeatedKeys(located, repeated), ...(meta.ok ? [] : meta.error)]), data.name);
  }
  return ok({ ...meta.value, body: parts.body, source: file.source, path: file.path, sha256: sha256(text) });
}

interface Parts {
  readonly frontMatter: string;
  readonly body: string;
}

function split(text: string): Parts | null {
  if (!text.startsWith(FENCE)) {
    return null;
  }
  // Searching from the opening line's own LF also finds a closing line right below it.
  const close = text.indexOf(`\n${FENCE}`, FENCE.length - 1);
  return close === -1
    ? null
    : { frontMatter: text.slice(FENCE.length, close + 1), body: text.slice(close + 1 + FENCE.length) };
}

function fenceProblem(path: string, text: string): Problem {
  const problem = (line: number, message: string, fix: string) => fileProblem(path, line, message, fix);
  if (text.startsWith('\uFEFF')) {
    return problem(
      1,
      'begins with a byte order mark, so its front matter is not seen',
      'Save it as UTF-8 without one.',
    );
  }
  if (text.startsWith('---\r')) {
    return problem(1, 'has Windows line ends, so its front matter is not seen', 'Save it with line ends of LF only.');
  }
  if (!text.startsWith(FENCE)) {
    return problem(1, 'has no front matter', `Begin the first line with \`---\` and nothing else; ${SHOWN}`);
  }
  const odd = text.split('\n').findIndex((line, index) => index > 0 && /^---\s*$/.test(line));
  return odd === -1
    ? problem(1, 'has front matter that nothing closes', 'End it with a line of `---` and nothing else.')
    : problem(
        odd + 1,
        'closes its front matter with a line that does not count',
        'Write `---` and nothing else on it, and a line end behind it.',
      );
}

function namedBy(name: unknown): string | null {
  return typeof name === 'string' && PROMPT_NAME.test(name) ? name : null;
}

function stem(path: string): string {
  return (path.split('/').at(-1) ?? path).replace(/\.md$/, '');
}
