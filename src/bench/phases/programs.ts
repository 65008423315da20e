import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fixturePath } from './fixture.js';

/** The fakes that stand for agent and tests, and the loop that the shift is compared with; all of them keep their own times. */
export interface Programs {
  readonly agent: string;
  readonly tests: string;
  readonly loop: string;
}

/** Name of the variable with the file that times are appended to. */
export const LOG_VARIABLE = 'BENCH_LOG';

/** An agent that is done at once: it changes three files and says so in the protocol. */
const AGENT = `began=$EPOCHREALTIME
for file in ${[0, 41, 83].map(fixturePath).join(' ')}; do
  printf '// changed at %s\\n' "$began" >> "$file"
done
printf '%s\\n' '{"type":"usage","input":1000,"output":100,"usd":0.001}' '{"type":"result","ok":true}'
printf 'agent %s %s\\n' "$began" "$EPOCHREALTIME" >> "$${LOG_VARIABLE}"
`;

const TESTS = `began=$EPOCHREALTIME
test -d src
printf 'tests %s %s\\n' "$began" "$EPOCHREALTIME" >> "$${LOG_VARIABLE}"
`;

/**
 * What one would write by hand. \`plain\`: look, stage, look again, commit, push. \`durable\`: what Pitboss promises as well, a
 * saved tree before the tests and a record of where the run stands, each in one atomic push with the code.
 */
const LOOP = `programs=$1 phases=$2 mode=$3 state=
record() {
  blob=$(printf '%s\\n' "$1" | git hash-object -w --stdin)
  tree=$(printf '100644 blob %s\\trun.json\\n' "$blob" | git mktree)
  state=$(git commit-tree "$tree" \${state:+-p "$state"} -m "$1")
}
checkpoint() {
  git add -A
  saved=$(git commit-tree "$(git write-tree)" -p HEAD -m saved)
  record "saved $1"
  git push --quiet --atomic --force origin "$saved:refs/saved/run" "$state:refs/heads/state"
}
for ((i = 1; i <= phases; i++)); do
  began=$EPOCHREALTIME
  bash "$programs/agent.sh" > /dev/null
  git status --porcelain > /dev/null
  if [ "$mode" = durable ]; then checkpoint "$i"; fi
  bash "$programs/tests.sh"
  git add -A
  git diff --cached --raw > /dev/null
  git commit --quiet -m "phase $i"
  if [ "$mode" = durable ]; then
    record "landed $i"
    git push --quiet --atomic origin HEAD:refs/heads/run "$state:refs/heads/state" :refs/saved/run
  else
    git push --quiet origin HEAD:refs/heads/run
  fi
  printf 'phase %s %s\\n' "$began" "$EPOCHREALTIME" >> "$${LOG_VARIABLE}"
done
`;

export async function writePrograms(folder: string): Promise<Programs> {
  const dir = join(folder, 'programs');
  await mkdir(dir, { recursive: true });
  const programs = { agent: join(dir, 'agent.sh'), tests: join(dir, 'tests.sh'), loop: join(dir, 'loop.sh') };
  await Promise.all([
    writeFile(programs.agent, AGENT),
    writeFile(programs.tests, TESTS),
    writeFile(programs.loop, `set -e\n${LOOP}`),
  ]);
  return programs;
}

/** From and to, in milliseconds since the epoch. */
export type Span = readonly [number, number];

/** The times that programs of one kind noted, in order. */
export async function readSpans(log: string, kind: string): Promise<readonly Span[]> {
  const text = await readFile(log, 'utf8');
  return text
    .split('\n')
    .map((line) => line.split(' '))
    .filter(([name]) => name === kind)
    .map(([, from, to]) => [Number(from) * 1000, Number(to) * 1000] as const);
}
