import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { git } from '../run-git.js';

/** Every phase adds a line to a file; nothing waits. */
const SCRIPT = `steps: []
otherwise:
  output: ['{unit}']
  edits:
    - path: src/phases.txt
      append: "{unit}\\n"
  usage: { input: 1000, output: 100, usd: 0.001 }
`;

/** A repository whose agent is scripted and whose tests note their own times in `log`. */
export async function makeSource(folder: string, log: string): Promise<string> {
  const dir = join(folder, 'source');
  const tests = join(folder, 'tests.sh');
  await mkdir(join(dir, '.github'), { recursive: true });
  await mkdir(join(dir, '.pitboss'), { recursive: true });
  await mkdir(join(dir, 'src'), { recursive: true });
  await Promise.all([
    writeFile(
      tests,
      `began=$EPOCHREALTIME\ntest -d src\nprintf 'tests %s %s\\n' "$began" "$EPOCHREALTIME" >> '${log}'\n`,
    ),
    writeFile(join(dir, 'src/phases.txt'), ''),
    writeFile(join(dir, '.pitboss/agent-script.yml'), SCRIPT),
    writeFile(
      join(dir, '.github/pitboss.yml'),
      `agent:\n  backend: script\naudit:\n  enabled: false\ntests:\n  command: [bash, ${JSON.stringify(tests)}]\n`,
    ),
  ]);
  await git(dir, 'init', '--quiet', '--initial-branch=main');
  await git(dir, 'add', '-A', '-f');
  await git(dir, 'commit', '--quiet', '-m', 'Fixture');
  return dir;
}
