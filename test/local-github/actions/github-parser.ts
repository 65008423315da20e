import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { z } from 'zod';

const SCRIPT = new URL('../../../scripts/check-workflows.mjs', import.meta.url).pathname;

const reportSchema = z.object({
  checked: z.array(z.string()),
  problems: z.array(z.object({ file: z.string(), line: z.number(), message: z.string() })),
});

export type ParserReport = z.infer<typeof reportSchema>;

/** What GitHub's own parser says about workflow files and action.yml files; run apart, as plain Node cannot load it. */
export async function parseWithGithubParser(...files: readonly string[]): Promise<ParserReport> {
  const output = await promisify(execFile)(process.execPath, [SCRIPT, '--json', ...files]).then(
    (result) => result.stdout,
    (error: unknown) => z.object({ stdout: z.string() }).parse(error).stdout,
  );
  return reportSchema.parse(JSON.parse(output));
}
