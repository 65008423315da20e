import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Runs once per pushed ref, inside git's quarantine. It gets its orders in the environment and leaves the reason for a
 * refusal in a file, because git forwards only "hook declined".
 */
const UPDATE_HOOK = `#!/bin/sh
ref=$1 old=$2 new=$3
while IFS="$(printf '\\t')" read -r pattern message; do
  [ -n "$pattern" ] || continue
  case "$ref" in
    $pattern)
      printf 'error: GH013: Repository rule violations found for %s.\\n\\n- %s\\n\\n' "$ref" "$message" >&2
      printf '%s\\tpush declined due to repository rule violations\\n' "$ref" >> "$HUB_REASONS"
      exit 1 ;;
  esac
done <<RULES
$HUB_PROTECTED
RULES
case "$HUB_WORKFLOWS$new" in
  refuse*[1-9a-f]*)
    file=$(git log --format= --name-only -m -n 1 "$new" --not --all -- .github/workflows | grep -m 1 .)
    if [ -n "$file" ]; then
      printf '%s\\trefusing to allow a GitHub App to create or update workflow \`%s\` without \`workflows\` permission\\n' \\
        "$ref" "$file" >> "$HUB_REASONS"
      exit 1
    fi ;;
esac
exit 0
`;

export interface PushRules {
  readonly protections: readonly { readonly pattern: string; readonly message: string }[];
  /** Whether the pusher may change files below .github/workflows. */
  readonly workflows: boolean;
}

/** Writes the hook; every push that has a rule to obey points git at this folder. */
export async function installHooks(dir: string): Promise<void> {
  await mkdir(dir, { recursive: true });
  await writeFile(join(dir, 'update'), UPDATE_HOOK, { mode: 0o755 });
}

export function rulesEnvironment(rules: PushRules, reasonsFile: string): Readonly<Record<string, string>> {
  const lines = rules.protections.map(({ pattern, message }) => `${pattern}\t${message.replace(/\n/g, ' ')}`);
  return {
    HUB_PROTECTED: lines.join('\n'),
    HUB_WORKFLOWS: rules.workflows ? 'allow' : 'refuse',
    HUB_REASONS: reasonsFile,
  };
}

/** Refused refs and why. */
export async function readReasons(file: string): Promise<ReadonlyMap<string, string>> {
  const text = await readFile(file, 'utf8').catch(() => '');
  const reasons = new Map<string, string>();
  for (const line of text.split('\n')) {
    const tab = line.indexOf('\t');
    if (tab !== -1) {
      reasons.set(line.slice(0, tab), line.slice(tab + 1));
    }
  }
  return reasons;
}
