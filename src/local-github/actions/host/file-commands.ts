import { randomUUID } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fail, ok, type Result } from '../../../base/result.js';

/** The files through which a step talks to its runner. */
export interface CommandFiles {
  readonly env: Readonly<Record<string, string>>;
  readonly paths: Readonly<Record<FileName, string>>;
}

export type FileName = 'GITHUB_OUTPUT' | 'GITHUB_ENV' | 'GITHUB_PATH' | 'GITHUB_STATE' | 'GITHUB_STEP_SUMMARY';

export interface FileResults {
  readonly outputs: ReadonlyMap<string, string>;
  readonly env: ReadonlyMap<string, string>;
  readonly path: readonly string[];
  readonly summary: string;
  /** What was wrong with the files; the step fails then, except for a summary that is too large. */
  readonly errors: readonly string[];
  readonly warnings: readonly string[];
}

/** Largest summary of one step, as GitHub takes it. */
const MAX_SUMMARY = 1024 * 1024;

export async function openCommandFiles(folder: string): Promise<CommandFiles> {
  const id = randomUUID();
  const paths = {
    GITHUB_OUTPUT: join(folder, `set_output_${id}`),
    GITHUB_ENV: join(folder, `set_env_${id}`),
    GITHUB_PATH: join(folder, `add_path_${id}`),
    GITHUB_STATE: join(folder, `save_state_${id}`),
    GITHUB_STEP_SUMMARY: join(folder, `step_summary_${id}`),
  };
  await Promise.all(Object.values(paths).map((path) => writeFile(path, '')));
  return { paths, env: paths };
}

/** Reads the files after the step. */
export async function readCommandFiles(files: CommandFiles): Promise<FileResults> {
  const [output, env, path, summary] = await Promise.all([
    text(files.paths.GITHUB_OUTPUT),
    text(files.paths.GITHUB_ENV),
    text(files.paths.GITHUB_PATH),
    text(files.paths.GITHUB_STEP_SUMMARY),
  ]);
  const outputs = parsePairs(output);
  const variables = parsePairs(env);
  const errors = [outputs, variables].flatMap((item) => (item.ok ? [] : [item.error]));
  const given = variables.ok ? variables.value : new Map<string, string>();
  if (given.has('NODE_OPTIONS')) {
    given.delete('NODE_OPTIONS');
    errors.push("Can't store NODE_OPTIONS output parameter using '$GITHUB_ENV' command.");
  }
  const large = Buffer.byteLength(summary) > MAX_SUMMARY;
  return {
    outputs: outputs.ok ? outputs.value : new Map(),
    env: given,
    path: path.split('\n').filter((line) => line.trim() !== ''),
    summary: large ? '' : summary,
    errors,
    warnings: large
      ? [`$GITHUB_STEP_SUMMARY upload aborted, supports content up to a size of 1024k, got ${summary.length} bytes.`]
      : [],
  };
}

/** `NAME=value` lines and `NAME<<DELIMITER` blocks; whichever sign comes first on a line decides. */
function parsePairs(content: string): Result<Map<string, string>, string> {
  const pairs = new Map<string, string>();
  const lines = content.split('\n');
  const unfinished = lines.pop() ?? '';
  const all = unfinished === '' ? lines : [...lines, unfinished];
  for (let index = 0; index < all.length; index += 1) {
    const line = all[index] ?? '';
    const equals = line.indexOf('=');
    const heredoc = line.indexOf('<<');
    if (line === '') {
      continue;
    }
    if (equals >= 0 && (heredoc < 0 || equals < heredoc)) {
      pairs.set(line.slice(0, equals), line.slice(equals + 1));
    } else if (heredoc > 0 && line.length > heredoc + 2) {
      const delimiter = line.slice(heredoc + 2);
      const end = all.indexOf(delimiter, index + 1);
      if (end < 0) {
        return fail(`Invalid value. Matching delimiter not found '${delimiter}'`);
      }
      pairs.set(line.slice(0, heredoc), all.slice(index + 1, end).join('\n'));
      index = end;
    } else {
      return fail(`Invalid format '${line}'`);
    }
  }
  return ok(pairs);
}

async function text(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch {
    return '';
  }
}
